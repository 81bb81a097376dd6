package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class MariaDbTaskRetryTest extends TaskRetryContract {
  MariaDbTaskRetryTest() {
    super(TestDatabase.MARIADB);
  }
}
