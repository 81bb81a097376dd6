package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbLaunchTest extends LaunchContract {

  MariaDbLaunchTest() {
    super(TestDatabase.MARIADB);
  }
}
