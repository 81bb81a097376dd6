package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class MariaDbBulkRetryTest extends BulkRetryContract {
  MariaDbBulkRetryTest() {
    super(TestDatabase.MARIADB);
  }
}
