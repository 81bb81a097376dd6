package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class MariaDbGuardTest extends GuardContract {
  MariaDbGuardTest() {
    super(TestDatabase.MARIADB);
  }
}
