package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;

class PostgresContentionTest extends ServerContentionContract {

  PostgresContentionTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
