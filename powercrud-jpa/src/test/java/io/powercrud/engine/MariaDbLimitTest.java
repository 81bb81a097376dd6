package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbLimitTest extends LimitContract {

  MariaDbLimitTest() {
    super(TestDatabase.MARIADB);
  }
}
