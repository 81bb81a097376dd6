package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class MariaDbGuardedTransactionsTest extends GuardedTransactionsContract {
  MariaDbGuardedTransactionsTest() {
    super(TestDatabase.MARIADB);
  }
}
