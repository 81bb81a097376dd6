package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class PostgresBulkRetryTest extends BulkRetryContract {
  PostgresBulkRetryTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
