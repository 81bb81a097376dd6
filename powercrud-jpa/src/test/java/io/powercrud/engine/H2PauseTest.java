package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2PauseTest extends PauseContract {

  H2PauseTest() {
    super(TestDatabase.H2);
  }
}
