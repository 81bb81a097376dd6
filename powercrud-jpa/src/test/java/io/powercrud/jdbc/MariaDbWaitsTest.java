package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;
import io.powercrud.test.StoresUnderTest;
import io.powercrud.test.WaitsContract;

class MariaDbWaitsTest extends WaitsContract {

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.on(TestDatabase.MARIADB);
  }
}
