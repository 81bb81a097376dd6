package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;
import org.junit.jupiter.api.Nested;

/** The contract on each database. */
class BulkDescendantsTest {

  @Nested
  class OnH2 extends BulkDescendantsContract {
    OnH2() {
      super(TestDatabase.H2);
    }
  }

  @Nested
  class OnPostgreSql extends BulkDescendantsContract {
    OnPostgreSql() {
      super(TestDatabase.POSTGRESQL);
    }
  }

  @Nested
  class OnMariaDb extends BulkDescendantsContract {
    OnMariaDb() {
      super(TestDatabase.MARIADB);
    }
  }
}
