package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class MariaDbGuardStatementsTest extends GuardStatementsContract {
  MariaDbGuardStatementsTest() {
    super(TestDatabase.MARIADB);
  }
}
