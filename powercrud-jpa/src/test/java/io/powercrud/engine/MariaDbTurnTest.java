package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbTurnTest extends TurnContract {

  MariaDbTurnTest() {
    super(TestDatabase.MARIADB);
  }
}
