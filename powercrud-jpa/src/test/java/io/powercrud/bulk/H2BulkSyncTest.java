package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class H2BulkSyncTest extends BulkSyncContract {
  H2BulkSyncTest() {
    super(TestDatabase.H2);
  }
}
