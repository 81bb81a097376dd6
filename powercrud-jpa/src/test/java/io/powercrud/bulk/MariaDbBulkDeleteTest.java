package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class MariaDbBulkDeleteTest extends BulkDeleteContract {
  MariaDbBulkDeleteTest() {
    super(TestDatabase.MARIADB);
  }
}
