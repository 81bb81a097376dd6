package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresManyChildrenTest extends ManyChildrenContract {

  PostgresManyChildrenTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
