package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbCleanupTest extends CleanupContract {

  MariaDbCleanupTest() {
    super(TestDatabase.MARIADB);
  }
}
