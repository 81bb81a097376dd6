package io.powercrud.engine;

import io.powercrud.jdbc.TablePrefix;
import java.time.Duration;

/**
 * How the engine of a node delivers tasks.
 *
 * @param tablePrefix what the names of our tables begin with
 * @param workers how many tasks the node runs at once, at least 1
 * @param lease how long a node may be silent before its tasks are delivered to another one, at
 *     least {@link #SHORTEST_LEASE}
 * @param pollInterval how often the node looks for tasks that became due without its doing
 * @param gracePeriod how long a stopping node lets its tasks run on before it interrupts them, and
 *     then waits for them to give in
 * @param limits how many tasks may run at once, over all nodes
 */
public record EngineSettings(
    String tablePrefix,
    int workers,
    Duration lease,
    Duration pollInterval,
    Duration gracePeriod,
    Limits limits) {

  /** The shortest lease that a heartbeat over a network keeps up with. */
  public static final Duration SHORTEST_LEASE = Duration.ofMillis(600);

  /** Four workers, a lease of a minute, two looks a second and ten seconds of grace. */
  public static final EngineSettings DEFAULTS =
      new EngineSettings(
          "powercrud_", 4, Duration.ofSeconds(60), Duration.ofMillis(500), Duration.ofSeconds(10));

  /** How many heartbeats of a node may be missing before its tasks are given away. */
  static final int MISSED_HEARTBEATS = 4;

  private static final int HEARTBEATS_IN_A_LEASE = 6;

  /**
   * The given settings.
   *
   * @throws IllegalArgumentException if a number or a duration is too small
   */
  public EngineSettings {
    if (workers < 1) {
      throw new IllegalArgumentException("An engine needs at least 1 worker, not " + workers);
    }
    if (lease.compareTo(SHORTEST_LEASE) < 0) {
      throw new IllegalArgumentException(
          "A lease takes at least %s, not %s; six heartbeats are written in it"
              .formatted(SHORTEST_LEASE, lease));
    }
    if (pollInterval.isNegative() || pollInterval.isZero() || gracePeriod.isNegative()) {
      throw new IllegalArgumentException(
          "The poll interval must be positive and the grace period not negative, not %s and %s"
              .formatted(pollInterval, gracePeriod));
    }
  }

  /**
   * Settings without limits.
   *
   * @throws IllegalArgumentException if a number or a duration is too small
   */
  public EngineSettings(
      String tablePrefix,
      int workers,
      Duration lease,
      Duration pollInterval,
      Duration gracePeriod) {
    this(tablePrefix, workers, lease, pollInterval, gracePeriod, Limits.NONE);
  }

  /** The same with these limits. */
  public EngineSettings limits(Limits newLimits) {
    return new EngineSettings(tablePrefix, workers, lease, pollInterval, gracePeriod, newLimits);
  }

  /** How often a node says that it is alive. */
  public Duration heartbeat() {
    return lease.dividedBy(HEARTBEATS_IN_A_LEASE);
  }

  TablePrefix prefix() {
    return new TablePrefix(tablePrefix);
  }

  String queueTable() {
    return tablePrefix + "queue";
  }
}
