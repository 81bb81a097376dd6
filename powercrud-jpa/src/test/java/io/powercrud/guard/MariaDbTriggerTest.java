package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class MariaDbTriggerTest extends TriggerContract {
  MariaDbTriggerTest() {
    super(TestDatabase.MARIADB);
  }
}
