package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;

class PostgresTwoClientsTest extends TwoClientsContract {

  PostgresTwoClientsTest() {
    super(TestDatabase.POSTGRESQL, 16);
  }
}
