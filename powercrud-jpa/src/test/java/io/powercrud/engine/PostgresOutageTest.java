package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresOutageTest extends OutageContract {

  PostgresOutageTest() {
    super(TestDatabase.POSTGRESQL);
  }

  @Override
  String connectionNumber() {
    return "SELECT pg_backend_pid()";
  }

  @Override
  String endConnection(long number) {
    return "SELECT pg_terminate_backend(%d, 10000)".formatted(number);
  }
}
