package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class PostgresGuardTest extends GuardContract {
  PostgresGuardTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
