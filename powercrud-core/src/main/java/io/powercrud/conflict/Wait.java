package io.powercrud.conflict;

import io.powercrud.TaskKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A wait as it stands: the waiter needs the record, and its holder has it.
 *
 * @param waiter who waits
 * @param launchedAt when the root of the waiter's tree was launched
 * @param conflict the record and the root task that holds it
 * @param releasedBy the one task of the holder's tree that releases the record with its chunk, or
 *     null where the record is held until the root ends
 */
public record Wait(
    Waiter waiter, Instant launchedAt, Conflict conflict, @Nullable TaskKey releasedBy) {

  /** Whether this wait can't be over before that one is. */
  boolean isFor(Wait other) {
    return conflict.holder().equals(other.waiter.root())
        && (releasedBy == null || releasedBy.equals(other.waiter.task()));
  }

  @Override
  public String toString() {
    return "%s waits for %s, which task %s holds"
        .formatted(waiter, conflict.record(), conflict.holder());
  }
}
