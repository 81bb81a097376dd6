package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class H2BulkDescendantsTest extends BulkDescendantsContract {
  H2BulkDescendantsTest() {
    super(TestDatabase.H2);
  }
}
