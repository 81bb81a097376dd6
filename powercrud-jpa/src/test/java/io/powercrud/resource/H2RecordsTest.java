package io.powercrud.resource;

import io.powercrud.database.TestDatabase;

class H2RecordsTest extends RecordsContract {
  H2RecordsTest() {
    super(TestDatabase.H2);
  }
}
