package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbChildStopTest extends ChildStopContract {

  MariaDbChildStopTest() {
    super(TestDatabase.MARIADB);
  }
}
