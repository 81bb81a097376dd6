package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresTurnTest extends TurnContract {

  PostgresTurnTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
