package io.powercrud.boot;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariConfigMXBean;
import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.jdbc.DataSourceUnwrapper;

/**
 * The connections for control traffic, apart from the application's pool and to the same database.
 *
 * <p>It is no {@link DataSource} itself, so that the application's stays the only one in its
 * context. An application whose {@code DataSource} is no Hikari pool declares a bean of this type.
 */
public final class ControlDataSource implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ControlDataSource.class);

  private static final String SESSION_VARIABLES = "sessionVariables";

  private final DataSource dataSource;
  private final boolean owned;

  private ControlDataSource(DataSource dataSource, boolean owned) {
    this.dataSource = dataSource;
    this.owned = owned;
  }

  /**
   * Control connections from the given source, which stays the application's to close.
   *
   * @param dataSource a source to the same database as the application's, with connections to spare
   *     for each worker and two more; the server should end its transactions when they have been
   *     idle for a lease
   */
  public static ControlDataSource of(DataSource dataSource) {
    return new ControlDataSource(dataSource, false);
  }

  /**
   * A small pool with the settings of the application's pool; the application's own connections
   * where that is no Hikari pool.
   */
  static ControlDataSource beside(
      DataSource application, int poolSize, Duration wait, Duration lease) {
    HikariDataSource pool = hikari(application);
    if (pool == null) {
      log.warn(
          "PowerCRUD shares the application's connections for its control traffic, because {} is no Hikari pool: "
              + "busy workers may starve their own heartbeats. Declare a ControlDataSource bean with connections of its own",
          application.getClass().getName());
      return of(application);
    }
    HikariConfig config = new HikariConfig();
    pool.copyStateTo(config);
    config.setPoolName("powercrud-control");
    config.setMaximumPoolSize(poolSize);
    config.setMinimumIdle(1);
    config.setConnectionTimeout(wait.toMillis());
    config.setAutoCommit(true);
    config.setReadOnly(false);
    config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    config.setRegisterMbeans(false);
    // The connection that listens for releases is kept for as long as a task waits.
    config.setLeakDetectionThreshold(0);
    limitIdleTransactions(config, lease);
    return new ControlDataSource(new HikariDataSource(config), true);
  }

  /**
   * A node that freezes in the middle of control traffic (it begins an attempt, say, or takes tasks
   * from the queue) holds rows that its successor needs; the server gives them back.
   */
  private static void limitIdleTransactions(HikariConfig config, Duration lease) {
    String url = String.valueOf(config.getJdbcUrl());
    if (url.startsWith("jdbc:postgresql:")) {
      String limit = "SET idle_in_transaction_session_timeout = " + lease.toMillis();
      String first = config.getConnectionInitSql();
      config.setConnectionInitSql(first == null ? limit : first + "; " + limit);
    } else if (url.startsWith("jdbc:mariadb:")) {
      String limit = "idle_transaction_timeout=" + Math.max(1, lease.toSeconds());
      String others = config.getDataSourceProperties().getProperty(SESSION_VARIABLES);
      config.addDataSourceProperty(
          SESSION_VARIABLES, others == null ? limit : others + "," + limit);
    }
  }

  /** The Hikari pool behind the source, null where there is none. */
  static @Nullable HikariDataSource hikari(DataSource dataSource) {
    return DataSourceUnwrapper.unwrap(dataSource, HikariConfigMXBean.class, HikariDataSource.class);
  }

  /** Where the connections come from. */
  public DataSource dataSource() {
    return dataSource;
  }

  @Override
  public void close() {
    if (owned && dataSource instanceof HikariDataSource pool) {
      pool.close();
    }
  }
}
