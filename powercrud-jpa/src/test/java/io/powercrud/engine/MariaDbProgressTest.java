package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbProgressTest extends ProgressContract {

  MariaDbProgressTest() {
    super(TestDatabase.MARIADB);
  }
}
