package io.powercrud.boot;

import io.powercrud.database.TestDatabase;

class MariaDbHealthTest extends HealthContract {

  MariaDbHealthTest() {
    super(TestDatabase.MARIADB);
  }
}
