package io.powercrud.web;

import io.powercrud.database.TestDatabase;

class H2MainPathTest extends MainPathSuite {

  @Override
  TestDatabase database() {
    return TestDatabase.H2;
  }
}
