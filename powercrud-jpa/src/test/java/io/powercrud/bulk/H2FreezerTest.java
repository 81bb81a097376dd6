package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class H2FreezerTest extends FreezerContract {
  H2FreezerTest() {
    super(TestDatabase.H2);
  }
}
