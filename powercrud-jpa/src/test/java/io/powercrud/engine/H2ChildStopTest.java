package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2ChildStopTest extends ChildStopContract {

  H2ChildStopTest() {
    super(TestDatabase.H2);
  }
}
