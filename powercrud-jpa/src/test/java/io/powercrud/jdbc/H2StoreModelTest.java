package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;
import io.powercrud.test.StoresUnderTest;

class H2StoreModelTest extends StoreModelContract {
  @Override
  StoresUnderTest open() {
    return JdbcStoresUnderTest.on(TestDatabase.H2);
  }
}
