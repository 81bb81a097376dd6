package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;

class MariaDbTwoClientsTest extends TwoClientsContract {

  MariaDbTwoClientsTest() {
    super(TestDatabase.MARIADB, 5);
  }
}
