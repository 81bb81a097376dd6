package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;
import io.powercrud.test.ProgressStoreContract;
import io.powercrud.test.StoresUnderTest;

class PostgresProgressStoreTest extends ProgressStoreContract {

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.on(TestDatabase.POSTGRESQL);
  }
}
