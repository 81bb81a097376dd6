package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbContextTest extends ContextContract {

  MariaDbContextTest() {
    super(TestDatabase.MARIADB);
  }
}
