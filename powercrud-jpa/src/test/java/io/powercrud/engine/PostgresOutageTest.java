package io.powercrud.engine;

import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

class PostgresOutageTest extends OutageContract {

  PostgresOutageTest() {
    super(TestDatabase.POSTGRESQL);
  }

  @Override
  void refuseConnections(boolean refuse) {
    DatabaseAddress address = database();
    String name = address.url().replaceAll(".*/(\\w+).*", "$1");
    JdbcClient server =
        JdbcClient.create(
            new DriverManagerDataSource(
                address.url().replace("/" + name, "/postgres"),
                address.username(),
                address.password()));
    server.sql("ALTER DATABASE %s ALLOW_CONNECTIONS %s".formatted(name, !refuse)).update();
    if (refuse) {
      server
          .sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ?")
          .param(name)
          .query()
          .listOfRows();
    }
  }

  @Override
  String connectionNumber() {
    return "SELECT pg_backend_pid()";
  }

  @Override
  String endConnection(long number) {
    return "SELECT pg_terminate_backend(%d, 10000)".formatted(number);
  }
}
