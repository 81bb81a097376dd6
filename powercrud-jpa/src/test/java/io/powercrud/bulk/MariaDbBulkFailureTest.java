package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class MariaDbBulkFailureTest extends BulkFailureContract {
  MariaDbBulkFailureTest() {
    super(TestDatabase.MARIADB);
  }
}
