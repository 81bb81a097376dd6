package io.powercrud.resource;

import io.powercrud.database.TestDatabase;

class MariaDbRecordsTest extends RecordsContract {
  MariaDbRecordsTest() {
    super(TestDatabase.MARIADB);
  }
}
