package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2ChildEndTest extends ChildEndContract {

  H2ChildEndTest() {
    super(TestDatabase.H2);
  }
}
