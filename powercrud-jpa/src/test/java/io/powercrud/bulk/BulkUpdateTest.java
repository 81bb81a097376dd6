package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;
import org.junit.jupiter.api.Nested;

/** A bulk update on each database. */
class BulkUpdateTest {

  @Nested
  class OnH2 extends BulkUpdateContract {
    OnH2() {
      super(TestDatabase.H2);
    }
  }

  @Nested
  class OnPostgreSql extends BulkUpdateContract {
    OnPostgreSql() {
      super(TestDatabase.POSTGRESQL);
    }
  }

  @Nested
  class OnMariaDb extends BulkUpdateContract {
    OnMariaDb() {
      super(TestDatabase.MARIADB);
    }
  }
}
