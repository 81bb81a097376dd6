package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2LimitTest extends LimitContract {

  H2LimitTest() {
    super(TestDatabase.H2);
  }
}
