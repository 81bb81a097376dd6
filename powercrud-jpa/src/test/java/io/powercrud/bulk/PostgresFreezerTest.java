package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class PostgresFreezerTest extends FreezerContract {
  PostgresFreezerTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
