package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2TurnTest extends TurnContract {

  H2TurnTest() {
    super(TestDatabase.H2);
  }
}
