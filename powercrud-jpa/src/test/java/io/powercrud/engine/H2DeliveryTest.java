package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class H2DeliveryTest extends DeliveryContract {

  H2DeliveryTest() {
    super(TestDatabase.H2);
  }
}
