package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbTakeoverTest extends TakeoverContract {

  MariaDbTakeoverTest() {
    super(TestDatabase.MARIADB);
  }
}
