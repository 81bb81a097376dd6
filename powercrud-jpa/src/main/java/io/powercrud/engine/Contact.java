package io.powercrud.engine;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether this node has reached the database all the while, so that the silence of another one is
 * that node's own. After the database was away, or this node frozen, the others may have had no
 * chance yet to be heard. Thread-safe.
 */
final class Contact {

  private static final int HEARTBEATS_TO_BE_HEARD = 3;
  private static final int HEARTBEATS_WITHOUT_CONTACT = 3;

  private final Duration heartbeat;
  private Instant last;
  private Instant unbrokenSince;

  /** A contact that begins now. */
  Contact(Duration heartbeat, Instant now) {
    this.heartbeat = heartbeat;
    this.last = now;
    this.unbrokenSince = Instant.MIN;
  }

  /** The database has answered. */
  synchronized void reached(Instant now) {
    if (isOverdue(now)) {
      unbrokenSince = now;
    }
    last = now;
  }

  /** Whether others had the time to be heard since the contact was last broken. */
  synchronized boolean isUnbroken(Instant now) {
    return !isOverdue(now)
        && (unbrokenSince.equals(Instant.MIN)
            || now.isAfter(unbrokenSince.plus(heartbeat.multipliedBy(HEARTBEATS_TO_BE_HEARD))));
  }

  private boolean isOverdue(Instant now) {
    return now.isAfter(last.plus(heartbeat.multipliedBy(HEARTBEATS_WITHOUT_CONTACT)));
  }
}
