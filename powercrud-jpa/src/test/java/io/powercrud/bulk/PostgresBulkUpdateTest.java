package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class PostgresBulkUpdateTest extends BulkUpdateContract {
  PostgresBulkUpdateTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
