package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresChildEndTest extends ChildEndContract {

  PostgresChildEndTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
