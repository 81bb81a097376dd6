package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbCancelTest extends CancelContract {

  MariaDbCancelTest() {
    super(TestDatabase.MARIADB);
  }
}
