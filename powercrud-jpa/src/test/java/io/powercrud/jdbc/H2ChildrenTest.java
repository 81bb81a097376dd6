package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;
import io.powercrud.test.ChildrenContract;
import io.powercrud.test.StoresUnderTest;

class H2ChildrenTest extends ChildrenContract {

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.on(TestDatabase.H2);
  }
}
