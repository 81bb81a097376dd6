package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class MariaDbBulkSyncTest extends BulkSyncContract {
  MariaDbBulkSyncTest() {
    super(TestDatabase.MARIADB);
  }
}
