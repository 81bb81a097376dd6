package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;
import io.powercrud.test.ConcurrencyContract;
import io.powercrud.test.StoresUnderTest;

class PostgresConcurrencyTest extends ConcurrencyContract {

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.on(TestDatabase.POSTGRESQL);
  }
}
