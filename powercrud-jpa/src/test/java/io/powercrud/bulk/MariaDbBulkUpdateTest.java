package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class MariaDbBulkUpdateTest extends BulkUpdateContract {
  MariaDbBulkUpdateTest() {
    super(TestDatabase.MARIADB);
  }
}
