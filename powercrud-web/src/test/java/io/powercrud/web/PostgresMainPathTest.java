package io.powercrud.web;

import io.powercrud.database.TestDatabase;

class PostgresMainPathTest extends MainPathSuite {

  @Override
  TestDatabase database() {
    return TestDatabase.POSTGRESQL;
  }
}
