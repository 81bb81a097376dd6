package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class MariaDbDeliveryTest extends DeliveryContract {

  MariaDbDeliveryTest() {
    super(TestDatabase.MARIADB);
  }
}
