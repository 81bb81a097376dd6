package io.powercrud.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server in a process of its own; a failed start is remembered and reported to every caller. */
abstract class ProcessServer implements DatabaseServer {

  static final Duration START_TIMEOUT = Duration.ofMinutes(2);

  private final String product;
  private boolean started;
  private @Nullable Exception startFailure;

  ProcessServer(String product) {
    this.product = product;
  }

  /** Starts the process and arranges for its end with the JVM. */
  abstract void start() throws Exception;

  /** The address of a database on the started server. */
  abstract DatabaseAddress address(String database);

  /** A database that always exists. */
  abstract String maintenanceDatabase();

  @Override
  public DatabaseAddress createDatabase(String name) {
    startOnce();
    DatabaseAddress maintenance = address(maintenanceDatabase());
    try (Connection connection =
            DriverManager.getConnection(
                maintenance.url(), maintenance.username(), maintenance.password());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException(
          "%s runs but did not create the database %s".formatted(product, name), e);
    }
    return address(name);
  }

  /** Waits until the server takes connections again. */
  final void awaitConnections() throws InterruptedException {
    DatabaseAddress maintenance = address(maintenanceDatabase());
    long until = System.nanoTime() + START_TIMEOUT.toNanos();
    while (true) {
      try (Connection connection =
          DriverManager.getConnection(
              maintenance.url(), maintenance.username(), maintenance.password())) {
        return;
      } catch (SQLException e) {
        if (System.nanoTime() > until) {
          throw new IllegalStateException(product + " did not come back", e);
        }
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }

  private synchronized void startOnce() {
    if (!started && startFailure == null) {
      try {
        start();
        started = true;
      } catch (Exception e) {
        startFailure = e;
      }
    }
    if (startFailure != null) {
      throw new IllegalStateException(
          "%s did not start, so no test on it can run: %s"
              .formatted(product, startFailure.getMessage()),
          startFailure);
    }
  }
}
