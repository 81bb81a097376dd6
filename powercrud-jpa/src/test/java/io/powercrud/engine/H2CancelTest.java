package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2CancelTest extends CancelContract {

  H2CancelTest() {
    super(TestDatabase.H2);
  }
}
