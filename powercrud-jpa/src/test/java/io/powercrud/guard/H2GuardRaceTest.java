package io.powercrud.guard;

import io.powercrud.database.TestDatabase;

class H2GuardRaceTest extends GuardRaceContract {
  H2GuardRaceTest() {
    super(TestDatabase.H2);
  }
}
