package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class H2BulkDeleteTest extends BulkDeleteContract {
  H2BulkDeleteTest() {
    super(TestDatabase.H2);
  }
}
