package io.powercrud.sample.acceptance;

import io.powercrud.database.TestDatabase;

class MariaDbLibraryTest extends LibraryAcceptance {

  MariaDbLibraryTest() {
    super(TestDatabase.MARIADB);
  }
}
