package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Reserves the descendants of one attempt in transactions of their own, and remembers those that it
 * holds: a handler that registers the same few records with each of its many asks the database
 * once.
 */
final class ImmediateRegistrar implements DescendantRegistrar {

  private static final int REMEMBERED = 100_000;

  private final TaskPorts ports;
  private final Stores stores;
  private final Map<RecordKey, ReservationScope> held = new HashMap<>();

  /** A registrar for one attempt. */
  ImmediateRegistrar(TaskPorts ports) {
    this.ports = ports;
    this.stores = ports.immediate();
  }

  /** What a child counts on stays until the root ends, for its siblings may count on it too. */
  @Override
  public synchronized ReserveResult reserve(
      Attempt attempt, Collection<RecordKey> records, ReservationScope asked) {
    ReservationScope scope = isChild(attempt) ? ReservationScope.ROOT_TASK : asked;
    List<RecordKey> wanted =
        records.stream().filter(record -> !held.containsKey(record)).distinct().toList();
    if (wanted.isEmpty()) {
      return new ReserveResult.Reserved(0, 0);
    }
    ReserveResult result = reserveAll(attempt, wanted, scope);
    if (result instanceof ReserveResult.Reserved) {
      remember(wanted, scope);
    }
    return result;
  }

  private static boolean isChild(Attempt attempt) {
    return !attempt.task().equals(attempt.root());
  }

  private ReserveResult reserveAll(
      Attempt attempt, List<RecordKey> records, ReservationScope scope) {
    return reserving(
        attempt,
        () ->
            isChild(attempt)
                ? TreeReservation.of(stores.conflicts(), attempt).reserve(records)
                : stores
                    .conflicts()
                    .reserveDescendants(attempt.task(), attempt.root(), records, scope));
  }

  @Override
  public <T> T fenced(Attempt attempt, Supplier<T> work) {
    return whileAtWork(ports.stores().transactions(), attempt, work);
  }

  /** What outlives the work of its task writes and reserves nothing, whoever came after it. */
  private static <T> T whileAtWork(Transactions transactions, Attempt attempt, Supplier<T> work) {
    return transactions.fenced(
        attempt,
        () -> {
          T value = work.get();
          transactions.proveAtCommit(attempt);
          return value;
        });
  }

  private ReserveResult reserving(Attempt attempt, Supplier<ReserveResult> work) {
    try {
      return whileAtWork(stores.transactions(), attempt, work);
    } catch (BusyException e) {
      return new ReserveResult.Busy(e.reason());
    }
  }

  @Override
  public ReserveResult reserveWaiting(
      Attempt attempt,
      Collection<RecordKey> records,
      ReservationScope scope,
      Duration longest,
      Runnable checkpoint)
      throws InterruptedException {
    return new WaitingReservation(this, attempt, ports)
        .reserve(records, scope, longest, checkpoint);
  }

  @Override
  public boolean isInTransaction() {
    return ports.stores().transactions().isActive();
  }

  @Override
  public ReserveResult reserveExclusively(Attempt attempt, Collection<RecordKey> records) {
    return reserving(
        attempt,
        () -> {
          TreeReservation reservation = TreeReservation.of(stores.conflicts(), attempt);
          ReserveResult reserved = reservation.reserve(records);
          return reserved instanceof ReserveResult.Reserved
              ? stores.conflicts().claimExclusively(attempt.task(), attempt.root(), records)
              : reserved;
        });
  }

  private void remember(List<RecordKey> records, ReservationScope scope) {
    if (held.size() + records.size() > REMEMBERED) {
      held.clear();
    }
    if (records.size() <= REMEMBERED) {
      records.forEach(record -> held.put(record, scope));
    }
  }

  @Override
  public Stores stores() {
    return stores;
  }

  @Override
  public synchronized boolean holds(RecordKey record) {
    return held.containsKey(record);
  }

  @Override
  public boolean mayBeSuperseded() {
    return true;
  }

  @Override
  public void answerForChildren(Attempt attempt) {
    ports.stores().transactions().proveAtCommit(attempt);
  }

  @Override
  public synchronized void releaseChunk(Attempt attempt) {
    held.values().removeIf(scope -> scope == ReservationScope.CHUNK);
    stores
        .transactions()
        .fenced(
            attempt,
            () -> {
              stores.conflicts().releaseChunk(attempt.task(), attempt.root());
              return attempt;
            });
  }
}
