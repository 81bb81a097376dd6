package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;

class PostgresStoreModelTest extends StoreModelContract {

  PostgresStoreModelTest() {
    super(TestDatabase.POSTGRESQL, 16);
  }
}
