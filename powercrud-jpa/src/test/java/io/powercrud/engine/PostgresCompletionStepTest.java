package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresCompletionStepTest extends CompletionStepContract {

  PostgresCompletionStepTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
