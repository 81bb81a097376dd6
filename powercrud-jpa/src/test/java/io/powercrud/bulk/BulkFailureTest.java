package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;
import org.junit.jupiter.api.Nested;

/** The contract on each database. */
class BulkFailureTest {

  @Nested
  class OnH2 extends BulkFailureContract {
    OnH2() {
      super(TestDatabase.H2);
    }
  }

  @Nested
  class OnPostgreSql extends BulkFailureContract {
    OnPostgreSql() {
      super(TestDatabase.POSTGRESQL);
    }
  }

  @Nested
  class OnMariaDb extends BulkFailureContract {
    OnMariaDb() {
      super(TestDatabase.MARIADB);
    }
  }
}
