package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.task.TaskContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How long one chunk waits in all for descendants that other tasks hold; never while a transaction
 * of its own holds row locks. Not thread-safe.
 */
final class Patience {

  private static final long FIRST_PAUSE_MILLIS = 20;
  private static final long LONGEST_PAUSE_MILLIS = 250;

  private final TaskContext context;
  private final ConflictStore conflicts;
  private final Clock clock;
  private Duration left;

  Patience(TaskContext context, ConflictStore conflicts, Clock clock, Duration left) {
    this.context = context;
    this.conflicts = conflicts;
    this.clock = clock;
    this.left = left;
  }

  /**
   * Reserves these records, and waits for those that others hold as long as there is patience left.
   *
   * @return what the last attempt came to
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  ReserveResult reserve(Collection<RecordKey> records, ReservationScope scope)
      throws InterruptedException {
    ReserveResult result = context.reserve(records, scope);
    if (result instanceof ReserveResult.Reserved) {
      return result;
    }
    Instant begun = clock.instant();
    try {
      return reserveUntil(begun.plus(left), result, records, scope);
    } finally {
      conflicts.withdrawWait(context.root());
      Duration waited = Duration.between(begun, clock.instant());
      left = waited.compareTo(left) < 0 ? left.minus(waited) : Duration.ZERO;
    }
  }

  private ReserveResult reserveUntil(
      Instant deadline, ReserveResult first, Collection<RecordKey> records, ReservationScope scope)
      throws InterruptedException {
    ReserveResult result = first;
    Set<TaskKey> told = new HashSet<>();
    long pause = FIRST_PAUSE_MILLIS;
    while (!(result instanceof ReserveResult.Reserved) && clock.instant().isBefore(deadline)) {
      if (result instanceof ReserveResult.Refused refused) {
        tellHolders(refused, told, deadline);
      }
      // Not every database tells when a record is free; all of them can be asked.
      Thread.sleep(pause);
      pause = Math.min(LONGEST_PAUSE_MILLIS, pause + pause / 2);
      context.check();
      result = context.reserve(records, scope);
    }
    return result;
  }

  private void tellHolders(ReserveResult.Refused refused, Set<TaskKey> told, Instant deadline) {
    for (Conflict conflict : refused.conflicts().first()) {
      if (told.add(conflict.holder())) {
        conflicts.announceWait(context.root(), conflict.holder(), deadline);
      }
    }
  }

  /** Who else holds which of these records at the moment. */
  Map<RecordKey, Conflict> heldByOthers(Collection<RecordKey> records) {
    Map<RecordKey, Conflict> held = new HashMap<>(conflicts.holders(records));
    held.values().removeIf(conflict -> conflict.holder().equals(context.root()));
    return held;
  }

  /**
   * Steps back for a while, as long as another task waits for what this one has released.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  void letOthersIn(Duration longest) throws InterruptedException {
    Instant deadline = clock.instant().plus(longest);
    while (conflicts.isAwaited(context.root()) && clock.instant().isBefore(deadline)) {
      // The waiter withdraws its note when it is in, and that can only be seen in the store.
      Thread.sleep(FIRST_PAUSE_MILLIS);
    }
  }
}
