package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;
import org.junit.jupiter.api.Nested;

/** The contract on each database. */
class BulkSyncTest {

  @Nested
  class OnH2 extends BulkSyncContract {
    OnH2() {
      super(TestDatabase.H2);
    }
  }

  @Nested
  class OnPostgreSql extends BulkSyncContract {
    OnPostgreSql() {
      super(TestDatabase.POSTGRESQL);
    }
  }

  @Nested
  class OnMariaDb extends BulkSyncContract {
    OnMariaDb() {
      super(TestDatabase.MARIADB);
    }
  }
}
