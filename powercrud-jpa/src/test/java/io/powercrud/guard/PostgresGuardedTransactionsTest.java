package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class PostgresGuardedTransactionsTest extends GuardedTransactionsContract {
  PostgresGuardedTransactionsTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
