package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresProgressTest extends ProgressContract {

  PostgresProgressTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
