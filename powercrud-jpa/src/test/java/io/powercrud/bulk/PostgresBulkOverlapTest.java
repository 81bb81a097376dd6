package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class PostgresBulkOverlapTest extends BulkOverlapContract {
  PostgresBulkOverlapTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
