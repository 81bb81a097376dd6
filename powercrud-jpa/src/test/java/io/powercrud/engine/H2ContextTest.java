package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2ContextTest extends ContextContract {

  H2ContextTest() {
    super(TestDatabase.H2);
  }
}
