package io.powercrud.bulk;

import io.powercrud.database.TestDatabase;

class H2TaskRetryTest extends TaskRetryContract {
  H2TaskRetryTest() {
    super(TestDatabase.H2);
  }
}
