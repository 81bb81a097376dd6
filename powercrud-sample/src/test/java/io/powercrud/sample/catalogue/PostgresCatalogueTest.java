package io.powercrud.sample.catalogue;

import io.powercrud.database.TestDatabase;

class PostgresCatalogueTest extends CatalogueLoading {

  PostgresCatalogueTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
