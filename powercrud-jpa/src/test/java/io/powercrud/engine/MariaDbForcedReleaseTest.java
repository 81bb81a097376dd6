package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbForcedReleaseTest extends ForcedReleaseContract {

  MariaDbForcedReleaseTest() {
    super(TestDatabase.MARIADB);
  }
}
