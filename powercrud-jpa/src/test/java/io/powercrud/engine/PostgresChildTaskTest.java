package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresChildTaskTest extends ChildTaskContract {

  PostgresChildTaskTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
