package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;

class PostgresStatementCountTest extends StatementCountContract {

  PostgresStatementCountTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
