package io.powercrud.engine;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the engine of a node is doing.
 *
 * @param name the name under which the node takes tasks
 * @param running whether it was started, and not stopped since
 * @param lastHeartbeat when it last reached the database to keep its tasks and to look for those of
 *     dead nodes; null where it never did
 * @param undeliveredFor for how long the oldest due task in the cluster waits for a worker; zero
 *     where none is due
 */
public record NodeState(
    String name, boolean running, @Nullable Instant lastHeartbeat, Duration undeliveredFor) {

  /** Whether the node runs and its last heartbeat is younger than half a lease. */
  public boolean isAlive(Instant now, Duration lease) {
    return running && lastHeartbeat != null && now.isBefore(lastHeartbeat.plus(lease.dividedBy(2)));
  }
}
