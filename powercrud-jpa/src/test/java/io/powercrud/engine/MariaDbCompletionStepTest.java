package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbCompletionStepTest extends CompletionStepContract {

  MariaDbCompletionStepTest() {
    super(TestDatabase.MARIADB);
  }
}
