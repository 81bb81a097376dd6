package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2CompletionStepTest extends CompletionStepContract {

  H2CompletionStepTest() {
    super(TestDatabase.H2);
  }
}
