package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class PostgresBulkSyncTest extends BulkSyncContract {
  PostgresBulkSyncTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
