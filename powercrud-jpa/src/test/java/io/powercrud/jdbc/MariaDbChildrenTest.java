package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;
import io.powercrud.test.ChildrenContract;
import io.powercrud.test.StoresUnderTest;

class MariaDbChildrenTest extends ChildrenContract {

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.on(TestDatabase.MARIADB);
  }
}
