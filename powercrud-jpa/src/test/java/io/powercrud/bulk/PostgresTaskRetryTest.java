package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class PostgresTaskRetryTest extends TaskRetryContract {
  PostgresTaskRetryTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
