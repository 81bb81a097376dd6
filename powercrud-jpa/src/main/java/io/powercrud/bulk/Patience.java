package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.Conflicts;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.conflict.Waits;
import io.powercrud.task.TaskContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * How long one chunk waits in all for descendants that other tasks hold; never while a transaction
 * of its own holds row locks. Not thread-safe.
 */
final class Patience {

  private static final long PAUSE_MILLIS = 20;

  private final TaskContext context;
  private final Waits waits;
  private final Clock clock;
  private final Set<Conflicts> triedAgain = new HashSet<>();
  private Duration left;

  Patience(TaskContext context, Waits waits, Clock clock, Duration left) {
    this.context = context;
    this.waits = waits;
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
    Instant begun = clock.instant();
    ReserveResult result = context.reserve(records, scope, left);
    Duration waited = Duration.between(begun, clock.instant());
    left = waited.compareTo(left) < 0 ? left.minus(waited) : Duration.ZERO;
    return result;
  }

  /**
   * Waits for the records that kept a transaction from being committed, as long as was asked for
   * there, or as long as there is patience left. What this tree holds already is tried again once:
   * a sibling may have registered it meanwhile, or may have claimed it for itself.
   *
   * @return what keeps them still from being reserved; empty where they are, and the transaction
   *     can be done again
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  Optional<RuntimeException> waitFor(ConflictException conflict) throws InterruptedException {
    List<RecordKey> wanted = conflict.conflicts().first().stream().map(Conflict::record).toList();
    Optional<Duration> asked = conflict.wantedWait();
    ReserveResult result =
        asked.isPresent()
            ? context.reserve(wanted, ReservationScope.ROOT_TASK, asked.get())
            : reserve(wanted, ReservationScope.ROOT_TASK);
    try {
      boolean wereOurs = result.orThrow() == 0;
      return wereOurs && !triedAgain.add(conflict.conflicts())
          ? Optional.of(conflict)
          : Optional.empty();
    } catch (RuntimeException e) {
      return Optional.of(e);
    }
  }

  /** Who else holds which of these records at the moment. */
  Map<RecordKey, Conflict> heldByOthers(Collection<RecordKey> records) {
    return context.heldByOthers(records);
  }

  /**
   * Steps back for a while, as long as another task waits for what this one has released.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  void letOthersIn(Duration longest) throws InterruptedException {
    Instant deadline = clock.instant().plus(longest);
    while (waits.isAwaited(context.root()) && clock.instant().isBefore(deadline)) {
      // The waiter withdraws its note when it is in, and that can only be seen in the store.
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }
}
