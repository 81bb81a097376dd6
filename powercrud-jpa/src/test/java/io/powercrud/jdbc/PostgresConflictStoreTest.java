package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;
import io.powercrud.test.ConflictStoreContract;
import io.powercrud.test.StoresUnderTest;

class PostgresConflictStoreTest extends ConflictStoreContract {

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.on(TestDatabase.POSTGRESQL);
  }
}
