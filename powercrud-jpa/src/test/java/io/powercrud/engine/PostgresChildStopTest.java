package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresChildStopTest extends ChildStopContract {

  PostgresChildStopTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
