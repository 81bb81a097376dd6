package io.powercrud.sample.acceptance;

import io.powercrud.database.TestDatabase;

class PostgresLibraryTest extends LibraryAcceptance {

  PostgresLibraryTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
