package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.Conflicts;
import io.powercrud.conflict.Deadlock;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.conflict.Waiter;
import io.powercrud.conflict.Waits;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One reservation that waits for what other tasks hold, outside of any transaction: woken by a
 * release where the store is told of it, looking again now and then in any case. Not thread-safe.
 */
final class WaitingReservation {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

  /** For a waiter that is told of releases, and looks only in case that one was not told. */
  private static final Duration CONNECTED_PAUSE = Duration.ofSeconds(1);

  /** A note outlives a waiter that was killed by no more than this. */
  private static final Duration NOTE_LIFE = Duration.ofSeconds(10);

  private final DescendantRegistrar registrar;
  private final Attempt attempt;
  private final Waits waits;
  private final DeadlockWatch deadlocks;
  private final Clock clock;
  private final Waiter waiter;
  private @Nullable Set<Conflict> noted;
  private Instant notedUntil = Instant.MIN;

  WaitingReservation(DescendantRegistrar registrar, Attempt attempt, TaskPorts ports) {
    this.registrar = registrar;
    this.attempt = attempt;
    this.waits = registrar.stores().waits();
    this.deadlocks = new DeadlockWatch(waits, ports.engine());
    this.clock = ports.clock();
    this.waiter = Waiter.running(attempt.task(), attempt.root(), attempt.number());
  }

  /**
   * Reserves the records, all of them or none.
   *
   * @param longest how long it waits at most
   * @param checkpoint passed each time before it looks again; what it throws ends the wait
   * @return what the last try came to, or the deadlock because of which it gave up
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  ReserveResult reserve(
      Collection<RecordKey> records, ReservationScope scope, Duration longest, Runnable checkpoint)
      throws InterruptedException {
    ReserveResult result = registrar.reserve(attempt, records, scope);
    if (result instanceof ReserveResult.Reserved || longest.isZero()) {
      return result;
    }
    Instant deadline = clock.instant().plus(longest);
    try (Waits.Bell bell = waits.bell()) {
      Duration pause = FIRST_PAUSE;
      while (!(result instanceof ReserveResult.Reserved) && clock.instant().isBefore(deadline)) {
        boolean isNews = false;
        if (result instanceof ReserveResult.Refused refused) {
          isNews = note(refused.conflicts(), deadline, bell);
          Optional<Deadlock> deadlock = deadlocks.of(waiter);
          if (deadlock.isPresent()) {
            return new ReserveResult.Deadlocked(deadlock.get());
          }
        }
        if (!isNews) {
          bell.await(
              shorter(pauseBeside(bell, pause), Duration.between(clock.instant(), deadline)));
          pause = shorter(LONGEST_PAUSE, pause.plus(pause.dividedBy(2)));
        }
        checkpoint.run();
        result = registrar.reserve(attempt, records, scope);
      }
      return result;
    } finally {
      if (noted != null) {
        waits.withdraw(waiter);
      }
    }
  }

  private static Duration pauseBeside(Waits.Bell bell, Duration pause) {
    return bell.isConnected() ? CONNECTED_PAUSE : pause;
  }

  /**
   * Says whether others learn only now for whom this waits: what was released before was told to
   * nobody, so that it is looked for at once.
   */
  private boolean note(Conflicts conflicts, Instant deadline, Waits.Bell bell) {
    Instant now = clock.instant();
    Set<Conflict> current = Set.copyOf(conflicts.first());
    boolean isNews = !current.equals(noted);
    if (isNews || notedUntil.isBefore(now.plus(NOTE_LIFE.dividedBy(2)))) {
      bell.listenTo(heard(conflicts));
      notedUntil = now.plus(NOTE_LIFE);
      waits.announce(waiter, conflicts, notedUntil.isBefore(deadline) ? notedUntil : deadline);
      noted = current;
    }
    return isNews;
  }

  private Set<TaskKey> heard(Conflicts conflicts) {
    Set<TaskKey> heard = new HashSet<>(Set.of(attempt.root()));
    conflicts.first().forEach(conflict -> heard.add(conflict.holder()));
    return heard;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }
}
