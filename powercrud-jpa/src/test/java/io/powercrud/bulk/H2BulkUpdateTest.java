package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class H2BulkUpdateTest extends BulkUpdateContract {
  H2BulkUpdateTest() {
    super(TestDatabase.H2);
  }
}
