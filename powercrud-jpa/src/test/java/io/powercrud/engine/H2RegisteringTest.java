package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2RegisteringTest extends RegisteringContract {

  H2RegisteringTest() {
    super(TestDatabase.H2);
  }
}
