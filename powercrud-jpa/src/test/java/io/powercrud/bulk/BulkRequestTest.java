package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;
import org.junit.jupiter.api.Nested;

/** The contract on each database. */
class BulkRequestTest {

  @Nested
  class OnH2 extends BulkRequestContract {
    OnH2() {
      super(TestDatabase.H2);
    }
  }

  @Nested
  class OnPostgreSql extends BulkRequestContract {
    OnPostgreSql() {
      super(TestDatabase.POSTGRESQL);
    }
  }

  @Nested
  class OnMariaDb extends BulkRequestContract {
    OnMariaDb() {
      super(TestDatabase.MARIADB);
    }
  }
}
