package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class MariaDbGuardRaceTest extends GuardRaceContract {
  MariaDbGuardRaceTest() {
    super(TestDatabase.MARIADB);
  }
}
