package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;

class H2TwoClientsTest extends TwoClientsContract {

  H2TwoClientsTest() {
    super(TestDatabase.H2, 16);
  }
}
