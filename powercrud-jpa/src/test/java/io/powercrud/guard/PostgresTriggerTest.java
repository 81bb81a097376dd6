package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class PostgresTriggerTest extends TriggerContract {
  PostgresTriggerTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
