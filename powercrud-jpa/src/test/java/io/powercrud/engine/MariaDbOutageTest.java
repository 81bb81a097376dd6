package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbOutageTest extends OutageContract {

  MariaDbOutageTest() {
    super(TestDatabase.MARIADB);
  }

  @Override
  String connectionNumber() {
    return "SELECT CONNECTION_ID()";
  }

  @Override
  String endConnection(long number) {
    return "KILL HARD CONNECTION " + number;
  }
}
