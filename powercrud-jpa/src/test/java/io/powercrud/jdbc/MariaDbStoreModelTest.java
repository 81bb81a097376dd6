package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;

class MariaDbStoreModelTest extends StoreModelContract {

  MariaDbStoreModelTest() {
    super(TestDatabase.MARIADB, 5);
  }
}
