package io.powercrud.sample.acceptance;

import io.powercrud.database.TestDatabase;

class H2LibraryTest extends LibraryAcceptance {

  H2LibraryTest() {
    super(TestDatabase.H2);
  }
}
