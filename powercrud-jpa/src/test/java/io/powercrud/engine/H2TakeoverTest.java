package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2TakeoverTest extends TakeoverContract {

  H2TakeoverTest() {
    super(TestDatabase.H2);
  }
}
