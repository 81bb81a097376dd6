package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class H2BulkFailureTest extends BulkFailureContract {
  H2BulkFailureTest() {
    super(TestDatabase.H2);
  }
}
