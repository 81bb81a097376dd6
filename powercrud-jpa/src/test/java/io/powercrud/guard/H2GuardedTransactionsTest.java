package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class H2GuardedTransactionsTest extends GuardedTransactionsContract {
  H2GuardedTransactionsTest() {
    super(TestDatabase.H2);
  }
}
