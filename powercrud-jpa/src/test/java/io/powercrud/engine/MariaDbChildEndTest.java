package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbChildEndTest extends ChildEndContract {

  MariaDbChildEndTest() {
    super(TestDatabase.MARIADB);
  }
}
