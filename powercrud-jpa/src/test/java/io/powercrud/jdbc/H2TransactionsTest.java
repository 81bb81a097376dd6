package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;
import io.powercrud.test.StoresUnderTest;
import io.powercrud.test.TransactionsContract;

class H2TransactionsTest extends TransactionsContract {

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.on(TestDatabase.H2);
  }
}
