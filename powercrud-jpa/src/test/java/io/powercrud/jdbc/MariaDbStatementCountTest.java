package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;

class MariaDbStatementCountTest extends StatementCountContract {

  MariaDbStatementCountTest() {
    super(TestDatabase.MARIADB);
  }
}
