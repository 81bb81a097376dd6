package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class MariaDbBulkRequestTest extends BulkRequestContract {
  MariaDbBulkRequestTest() {
    super(TestDatabase.MARIADB);
  }
}
