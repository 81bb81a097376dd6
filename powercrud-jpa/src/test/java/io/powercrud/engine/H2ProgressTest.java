package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2ProgressTest extends ProgressContract {

  H2ProgressTest() {
    super(TestDatabase.H2);
  }
}
