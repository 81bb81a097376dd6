package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;
import org.junit.jupiter.api.Nested;

/** The contract on each database. */
class BulkStatementsTest {

  @Nested
  class OnH2 extends BulkStatementsContract {
    OnH2() {
      super(TestDatabase.H2);
    }
  }

  @Nested
  class OnPostgreSql extends BulkStatementsContract {
    OnPostgreSql() {
      super(TestDatabase.POSTGRESQL);
    }
  }

  @Nested
  class OnMariaDb extends BulkStatementsContract {
    OnMariaDb() {
      super(TestDatabase.MARIADB);
    }
  }
}
