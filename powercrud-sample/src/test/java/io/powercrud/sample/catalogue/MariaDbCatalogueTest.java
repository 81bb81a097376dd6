package io.powercrud.sample.catalogue;

import io.powercrud.database.TestDatabase;

class MariaDbCatalogueTest extends CatalogueLoading {

  MariaDbCatalogueTest() {
    super(TestDatabase.MARIADB);
  }
}
