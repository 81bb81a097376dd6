package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2CleanupTest extends CleanupContract {

  H2CleanupTest() {
    super(TestDatabase.H2);
  }
}
