package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class H2GuardStatementsTest extends GuardStatementsContract {
  H2GuardStatementsTest() {
    super(TestDatabase.H2);
  }
}
