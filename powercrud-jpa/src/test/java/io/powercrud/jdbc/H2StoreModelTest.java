package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;

class H2StoreModelTest extends StoreModelContract {

  H2StoreModelTest() {
    super(TestDatabase.H2, 16);
  }
}
