package io.powercrud.engine;

import io.powercrud.database.TestDatabase;

class PostgresDeliveryTest extends DeliveryContract {

  PostgresDeliveryTest() {
    super(TestDatabase.POSTGRESQL);
  }
}
