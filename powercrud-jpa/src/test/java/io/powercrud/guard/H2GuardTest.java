package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class H2GuardTest extends GuardContract {
  H2GuardTest() {
    super(TestDatabase.H2);
  }
}
