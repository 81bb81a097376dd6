package io.powercrud.jdbc;

import io.powercrud.database.TestDatabase;

class H2StatementCountTest extends StatementCountContract {

  H2StatementCountTest() {
    super(TestDatabase.H2);
  }
}
