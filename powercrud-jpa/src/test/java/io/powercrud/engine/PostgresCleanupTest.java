package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresCleanupTest extends CleanupContract {

  PostgresCleanupTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
