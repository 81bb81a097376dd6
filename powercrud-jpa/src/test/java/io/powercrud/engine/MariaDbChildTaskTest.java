package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbChildTaskTest extends ChildTaskContract {

  MariaDbChildTaskTest() {
    super(TestDatabase.MARIADB);
  }
}
