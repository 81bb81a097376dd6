package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class H2BulkOverlapTest extends BulkOverlapContract {
  H2BulkOverlapTest() {
    super(TestDatabase.H2);
  }
}
