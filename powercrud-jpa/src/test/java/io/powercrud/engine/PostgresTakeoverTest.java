package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresTakeoverTest extends TakeoverContract {

  PostgresTakeoverTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
