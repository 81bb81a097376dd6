package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;

class MariaDbContentionTest extends ServerContentionContract {

  MariaDbContentionTest() {
    super(TestDatabase.MARIADB);
  }
}
