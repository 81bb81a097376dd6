package io.powercrud.engine;

import io.powercrud.database.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class MariaDbOutageTest extends OutageContract {

  private static final int FEWEST_CONNECTIONS = 10;
  private static final int USUAL_CONNECTIONS = 300;

  private final List<Connection> others = new ArrayList<>();

  MariaDbOutageTest() {
    super(TestDatabase.MARIADB);
  }

  @Override
  void refuseConnections(boolean refuse) throws SQLException {
    if (refuse) {
      List<Long> ofNodes = connections(JdbcClient.create(database().unpooled()));
      for (int i = 0; i < 2 * FEWEST_CONNECTIONS; i++) {
        others.add(database().unpooled().getConnection());
      }
      JdbcClient server = serverOf(others.get(0));
      server.sql("SET GLOBAL max_connections = " + FEWEST_CONNECTIONS).update();
      ofNodes.forEach(id -> kill(server, id));
    } else {
      serverOf(others.get(0)).sql("SET GLOBAL max_connections = " + USUAL_CONNECTIONS).update();
      for (Connection other : others) {
        other.close();
      }
    }
  }

  private static JdbcClient serverOf(Connection connection) {
    return JdbcClient.create(new SingleConnectionDataSource(connection, true));
  }

  private static List<Long> connections(JdbcClient server) {
    return server
        .sql("SELECT id FROM information_schema.processlist WHERE db = DATABASE()")
        .query(Long.class)
        .list();
  }

  private void kill(JdbcClient server, long id) {
    try {
      server.sql(endConnection(id)).update();
    } catch (RuntimeException e) {
      // It was closed meanwhile.
    }
  }

  @Override
  String connectionNumber() {
    return "SELECT CONNECTION_ID()";
  }

  @Override
  String endConnection(long number) {
    return "KILL HARD CONNECTION " + number;
  }
}
