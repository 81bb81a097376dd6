package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;
import io.powercrud.test.StoresUnderTest;
import io.powercrud.test.TaskSearchContract;

class H2TaskSearchTest extends TaskSearchContract {

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.on(TestDatabase.H2);
  }
}
