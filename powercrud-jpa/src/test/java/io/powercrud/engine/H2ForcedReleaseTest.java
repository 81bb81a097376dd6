package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2ForcedReleaseTest extends ForcedReleaseContract {

  H2ForcedReleaseTest() {
    super(TestDatabase.H2);
  }
}
