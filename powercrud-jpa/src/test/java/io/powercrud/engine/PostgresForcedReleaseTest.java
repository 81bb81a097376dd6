package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresForcedReleaseTest extends ForcedReleaseContract {

  PostgresForcedReleaseTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
