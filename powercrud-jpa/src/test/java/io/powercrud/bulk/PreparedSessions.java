package io.powercrud.bulk;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Connections that run what a test says before they are handed out. */
final class PreparedSessions extends DelegatingDataSource {

  private volatile @Nullable String sql;

  PreparedSessions(DataSource connections) {
    super(connections);
  }

  void prepareWith(@Nullable String newSql) {
    sql = newSql;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection connection = super.getConnection();
    String preparation = sql;
    if (preparation != null) {
      try (Statement statement = connection.createStatement()) {
        statement.execute(preparation);
      }
    }
    return connection;
  }
}
