package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresLaunchTest extends LaunchContract {

  PostgresLaunchTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
