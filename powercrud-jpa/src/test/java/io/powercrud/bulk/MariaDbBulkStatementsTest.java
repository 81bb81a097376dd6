package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class MariaDbBulkStatementsTest extends BulkStatementsContract {
  MariaDbBulkStatementsTest() {
    super(TestDatabase.MARIADB);
  }
}
