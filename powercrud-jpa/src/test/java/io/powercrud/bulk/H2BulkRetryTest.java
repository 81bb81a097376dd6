package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class H2BulkRetryTest extends BulkRetryContract {
  H2BulkRetryTest() {
    super(TestDatabase.H2);
  }
}
