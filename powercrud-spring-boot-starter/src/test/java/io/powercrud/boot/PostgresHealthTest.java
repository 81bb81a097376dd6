package io.powercrud.boot;

import io.powercrud.database.TestDatabase;

class PostgresHealthTest extends HealthContract {

  PostgresHealthTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
