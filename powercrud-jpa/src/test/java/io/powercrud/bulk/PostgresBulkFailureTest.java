package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class PostgresBulkFailureTest extends BulkFailureContract {
  PostgresBulkFailureTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
