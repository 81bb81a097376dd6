package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbPauseTest extends PauseContract {

  MariaDbPauseTest() {
    super(TestDatabase.MARIADB);
  }
}
