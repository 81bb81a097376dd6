package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class H2BulkStatementsTest extends BulkStatementsContract {
  H2BulkStatementsTest() {
    super(TestDatabase.H2);
  }
}
