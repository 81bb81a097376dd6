package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresPauseTest extends PauseContract {

  PostgresPauseTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
