package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2LaunchTest extends LaunchContract {

  H2LaunchTest() {
    super(TestDatabase.H2);
  }
}
