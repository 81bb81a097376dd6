package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class PostgresBulkDeleteTest extends BulkDeleteContract {
  PostgresBulkDeleteTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
