package io.powercrud.drill;

import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import io.powercrud.jdbc.SchemaInitialization;
import io.powercrud.jdbc.SchemaInitializer;
import io.powercrud.jdbc.TablePrefix;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database that the cluster works on, seen from outside of it. */
final class Arena {

  private static final String NOW_ON_POSTGRESQL =
      "SELECT EXTRACT(EPOCH FROM clock_timestamp())::double precision";
  private static final String NOW_ON_MARIADB = "SELECT CAST(UNIX_TIMESTAMP(SYSDATE(6)) AS DOUBLE)";

  private static final String CONNECTIONS = "SELECT pid FROM pg_stat_activity WHERE usename = ?";
  private static final String CONNECTIONS_ON_MARIADB =
      "SELECT id FROM information_schema.processlist WHERE user = ?";

  private final TestDatabase kind;
  private final DatabaseAddress address;
  private final DataSource connections;
  private final JdbcClient jdbc;

  private Arena(TestDatabase kind) {
    this.kind = kind;
    this.address = kind.fresh();
    this.connections = address.unpooled();
    this.jdbc = JdbcClient.create(connections);
  }

  /** A fresh database with all that the drill needs, and a user for each node. */
  static Arena open(TestDatabase kind, int nodes) {
    Arena arena = new Arena(kind);
    new SchemaInitializer(arena.connections, TablePrefix.DEFAULT)
        .initialize(SchemaInitialization.ALWAYS);
    Audit.statements(kind).forEach(statement -> arena.jdbc.sql(statement).update());
    for (int node = 0; node < nodes; node++) {
      arena.createUser(Member.user(node));
    }
    return arena;
  }

  private void createUser(String name) {
    if (kind == TestDatabase.POSTGRESQL) {
      if (jdbc.sql("SELECT 1 FROM pg_roles WHERE rolname = ?")
          .param(name)
          .query()
          .listOfRows()
          .isEmpty()) {
        jdbc.sql("CREATE ROLE %s LOGIN SUPERUSER PASSWORD 'drill'".formatted(name)).update();
      }
    }
  }

  DatabaseAddress address() {
    return address;
  }

  JdbcClient jdbc() {
    return jdbc;
  }

  /** The database's time, in seconds. */
  double now() {
    return jdbc.sql(kind == TestDatabase.POSTGRESQL ? NOW_ON_POSTGRESQL : NOW_ON_MARIADB)
        .query(Double.class)
        .single();
  }

  /** Ends all connections of a user, at the server's side. */
  void cut(String user) {
    connectionsOf(user).forEach(this::end);
  }

  private List<Long> connectionsOf(String user) {
    return jdbc.sql(kind == TestDatabase.POSTGRESQL ? CONNECTIONS : CONNECTIONS_ON_MARIADB)
        .param(user)
        .query(Long.class)
        .list();
  }

  private void end(long connection) {
    if (kind == TestDatabase.POSTGRESQL) {
      jdbc.sql("SELECT pg_terminate_backend(%d)".formatted(connection)).query().listOfRows();
      return;
    }
    try {
      jdbc.sql("KILL CONNECTION " + connection).update();
    } catch (DataAccessException e) {
      // It was gone already.
    }
  }

  /** Stops the server, waits, and starts it again. */
  void interrupt(Duration pause) {
    kind.halt();
    Lapse.of(pause);
    kind.resume();
  }

  /** Locks the rows of these items for a while, as somebody in a transaction of his own does. */
  void lock(List<Long> items, Duration pause) {
    try (Connection connection = connections.getConnection()) {
      connection.setAutoCommit(false);
      String ids = items.stream().map(String::valueOf).collect(Collectors.joining(", "));
      try (var statement = connection.createStatement()) {
        statement.executeQuery(
            "SELECT id FROM drill_item WHERE id IN (" + ids + ") ORDER BY id FOR UPDATE");
        Lapse.of(pause);
      }
      connection.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException("The rows could not be locked", e);
    }
  }
}
