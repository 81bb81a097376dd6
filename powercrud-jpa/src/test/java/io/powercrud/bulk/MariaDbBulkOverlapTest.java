package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class MariaDbBulkOverlapTest extends BulkOverlapContract {
  MariaDbBulkOverlapTest() {
    super(TestDatabase.MARIADB);
  }
}
