package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class PostgresGuardStatementsTest extends GuardStatementsContract {
  PostgresGuardStatementsTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
