package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;
import io.powercrud.test.ConcurrencyContract;
import io.powercrud.test.StoresUnderTest;

class MariaDbConcurrencyTest extends ConcurrencyContract {

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.on(TestDatabase.MARIADB);
  }
}
