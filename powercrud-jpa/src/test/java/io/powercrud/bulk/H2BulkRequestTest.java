package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class H2BulkRequestTest extends BulkRequestContract {
  H2BulkRequestTest() {
    super(TestDatabase.H2);
  }
}
