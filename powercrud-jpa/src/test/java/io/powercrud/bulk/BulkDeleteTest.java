package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;
import org.junit.jupiter.api.Nested;

/** The contract on each database. */
class BulkDeleteTest {

  @Nested
  class OnH2 extends BulkDeleteContract {
    OnH2() {
      super(TestDatabase.H2);
    }
  }

  @Nested
  class OnPostgreSql extends BulkDeleteContract {
    OnPostgreSql() {
      super(TestDatabase.POSTGRESQL);
    }
  }

  @Nested
  class OnMariaDb extends BulkDeleteContract {
    OnMariaDb() {
      super(TestDatabase.MARIADB);
    }
  }
}
