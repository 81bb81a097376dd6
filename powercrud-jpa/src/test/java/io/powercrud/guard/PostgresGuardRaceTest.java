package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class PostgresGuardRaceTest extends GuardRaceContract {
  PostgresGuardRaceTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
