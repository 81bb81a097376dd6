package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2ManyChildrenTest extends ManyChildrenContract {

  H2ManyChildrenTest() {
    super(TestDatabase.H2);
  }
}
