package io.powercrud.boot;

import com.zaxxer.hikari.HikariDataSource;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * How many tasks this node runs at once: each takes a connection of the application's pool.
 *
 * @param value at least 1
 * @param spare whether the pool is known to have a second connection for each of them, and one more
 */
record WorkerCount(int value, boolean spare) {

  private static final Logger log = LoggerFactory.getLogger(WorkerCount.class);

  private static final int DEFAULT = 4;

  /**
   * The number that is set, or the default as far as the pool bears it.
   *
   * @throws InvalidConfigurationPropertyValueException if the number that is set leaves the
   *     application no connection
   */
  static WorkerCount of(DataSource application, @Nullable Integer set) {
    HikariDataSource pool = ControlDataSource.hikari(application);
    if (pool == null) {
      return new WorkerCount(set == null ? DEFAULT : set, false);
    }
    int connections = pool.getMaximumPoolSize();
    if (set == null) {
      return ofPool(bearable(connections), connections);
    }
    if (set >= connections) {
      throw new InvalidConfigurationPropertyValueException(
          "powercrud.tasks.workers",
          set,
          "Each worker takes a connection of the application's pool while it runs, and that has %d. Set fewer workers than that, or more connections with spring.datasource.hikari.maximum-pool-size"
              .formatted(connections));
    }
    return ofPool(set, connections);
  }

  private static WorkerCount ofPool(int workers, int connections) {
    return new WorkerCount(workers, connections > 2 * workers);
  }

  private static int bearable(int connections) {
    if (connections == 1) {
      log.warn(
          "The application's pool has a single connection, so nothing else can use the database while a task runs; "
              + "set spring.datasource.hikari.maximum-pool-size to 2 at least");
      return 1;
    }
    return Math.min(DEFAULT, connections - 1);
  }
}
