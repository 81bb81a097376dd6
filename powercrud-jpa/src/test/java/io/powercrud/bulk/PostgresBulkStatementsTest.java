package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class PostgresBulkStatementsTest extends BulkStatementsContract {
  PostgresBulkStatementsTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
