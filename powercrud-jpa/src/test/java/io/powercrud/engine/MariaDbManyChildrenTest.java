package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbManyChildrenTest extends ManyChildrenContract {

  MariaDbManyChildrenTest() {
    super(TestDatabase.MARIADB);
  }
}
