package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2ChildTaskTest extends ChildTaskContract {

  H2ChildTaskTest() {
    super(TestDatabase.H2);
  }
}
