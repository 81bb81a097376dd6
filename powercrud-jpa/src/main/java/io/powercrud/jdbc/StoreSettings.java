package io.powercrud.jdbc;

import java.time.Duration;

/**
 * How the stores use their database.
 *
 * @param prefix what the names of all tables begin with
 * @param lease how long a worker's transaction may do nothing before the server ends it
 * @param lockTimeout how long a reservation waits for a transaction that has not ended
 */
public record StoreSettings(TablePrefix prefix, Duration lease, Duration lockTimeout) {

  /** Tables that begin with {@code powercrud_}, a lease of a minute, two seconds for a lock. */
  public static final StoreSettings DEFAULTS =
      new StoreSettings(TablePrefix.DEFAULT, Duration.ofSeconds(60), Duration.ofSeconds(2));

  /**
   * The given settings.
   *
   * @throws IllegalArgumentException if a duration is shorter than a second
   */
  public StoreSettings {
    requireASecond("A lease", lease);
    requireASecond("A lock time-out", lockTimeout);
  }

  private static void requireASecond(String what, Duration duration) {
    if (duration.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException(
          "%s takes at least a second, not %s".formatted(what, duration));
    }
  }

  /** The same settings with another prefix. */
  public StoreSettings prefix(TablePrefix newPrefix) {
    return new StoreSettings(newPrefix, lease, lockTimeout);
  }

  /** The same settings with another lease. */
  public StoreSettings lease(Duration newLease) {
    return new StoreSettings(prefix, newLease, lockTimeout);
  }

  /** The same settings with another lock time-out. */
  public StoreSettings lockTimeout(Duration newLockTimeout) {
    return new StoreSettings(prefix, lease, newLockTimeout);
  }
}
