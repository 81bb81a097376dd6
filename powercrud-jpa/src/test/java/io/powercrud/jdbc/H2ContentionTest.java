package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;

class H2ContentionTest extends ContentionContract {

  H2ContentionTest() {
    super(TestDatabase.H2);
  }
}
