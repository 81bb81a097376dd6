package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class PostgresBulkDescendantsTest extends BulkDescendantsContract {
  PostgresBulkDescendantsTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
