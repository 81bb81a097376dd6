package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresLimitTest extends LimitContract {

  PostgresLimitTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
