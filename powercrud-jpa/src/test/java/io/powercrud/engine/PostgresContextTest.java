package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresContextTest extends ContextContract {

  PostgresContextTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
