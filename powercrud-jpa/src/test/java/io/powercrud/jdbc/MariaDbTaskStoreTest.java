package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;
import io.powercrud.test.StoresUnderTest;
import io.powercrud.test.TaskStoreContract;

class MariaDbTaskStoreTest extends TaskStoreContract {

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.on(TestDatabase.MARIADB);
  }
}
