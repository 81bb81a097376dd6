package io.powercrud.sample.catalogue;

import io.powercrud.database.TestDatabase;

class H2CatalogueTest extends CatalogueLoading {

  H2CatalogueTest() {
    super(TestDatabase.H2);
  }
}
