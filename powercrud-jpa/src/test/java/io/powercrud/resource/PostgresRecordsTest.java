package io.powercrud.resource;

import io.powercrud.database.TestDatabase;

class PostgresRecordsTest extends RecordsContract {
  PostgresRecordsTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
