package io.powercrud.web;

import io.powercrud.database.TestDatabase;

class MariaDbMainPathTest extends MainPathSuite {

  @Override
  TestDatabase database() {
    return TestDatabase.MARIADB;
  }
}
