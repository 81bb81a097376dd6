package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class MariaDbBulkDescendantsTest extends BulkDescendantsContract {
  MariaDbBulkDescendantsTest() {
    super(TestDatabase.MARIADB);
  }
}
