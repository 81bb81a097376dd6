package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class PostgresBulkRequestTest extends BulkRequestContract {
  PostgresBulkRequestTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
