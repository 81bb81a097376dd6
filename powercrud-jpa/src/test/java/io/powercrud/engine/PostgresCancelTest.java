package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresCancelTest extends CancelContract {

  PostgresCancelTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
