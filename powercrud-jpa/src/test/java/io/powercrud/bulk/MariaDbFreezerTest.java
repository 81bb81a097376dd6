package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class MariaDbFreezerTest extends FreezerContract {
  MariaDbFreezerTest() {
    super(TestDatabase.MARIADB);
  }
}
