package io.powercrud.engine;

import io.powercrud.jdbc.TablePrefix;
import java.time.Duration;

/**
 * What is cleaned up, and how often.
 *
 * @param tablePrefix what the names of our tables begin with
 * @param interval how often some node cleans up
 * @param retention how long tasks are kept after their end
 * @param lease how long a node may be silent before its tasks are delivered to another one
 */
public record CleanupSettings(
    String tablePrefix, Duration interval, Duration retention, Duration lease) {

  TablePrefix prefix() {
    return new TablePrefix(tablePrefix);
  }

  /** After so long a dead node's task has been taken over, even after an outage of the database. */
  Duration settled() {
    return lease.multipliedBy(3);
  }
}
