package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresRegisteringTest extends RegisteringContract {

  PostgresRegisteringTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
