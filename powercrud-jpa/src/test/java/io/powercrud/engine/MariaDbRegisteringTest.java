package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbRegisteringTest extends RegisteringContract {

  MariaDbRegisteringTest() {
    super(TestDatabase.MARIADB);
  }
}
