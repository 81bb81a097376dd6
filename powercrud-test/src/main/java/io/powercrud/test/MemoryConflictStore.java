package io.powercrud.test;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.Conflicts;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.conflict.ReserveResult.Refused;
import io.powercrud.conflict.ReserveResult.Reserved;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reservations in a map. */
final class MemoryConflictStore implements ConflictStore {

  private final MemoryTransactions transactions;
  private final Clock clock;
  private final Function<TaskKey, @Nullable String> users;
  private final Map<RecordKey, Held> held = new TreeMap<>();
  private final Map<RecordKey, Held> exclusive = new TreeMap<>();
  private final Map<TaskKey, List<RecordKey>> unclaimed = new HashMap<>();

  private record Held(TaskKey task, TaskKey root, ReservationScope scope, Instant since) {}

  MemoryConflictStore(
      MemoryTransactions transactions, Clock clock, Function<TaskKey, @Nullable String> users) {
    this.transactions = transactions;
    this.clock = clock;
    this.users = users;
  }

  @Override
  public ReserveResult reserveTargets(
      TaskKey task, TaskKey root, Collection<RecordKey> targets, OnConflict onConflict) {
    return transactions.join(
        () ->
            switch (onConflict) {
              case REFUSE -> reserve(task, root, targets, ReservationScope.ROOT_TASK);
              case SKIP -> reserveFree(task, root, targets);
              case WAIT -> {
                transactions.put(unclaimed, task, List.copyOf(targets));
                yield new Reserved(0, 0);
              }
            });
  }

  /** Only what is reserved is kept here. */
  @Override
  public void leaveOutTargets(
      TaskKey task, TaskKey root, Collection<RecordKey> targets, long others, String reason) {}

  @Override
  public ReserveResult claimTargets(TaskKey task, TaskKey root) {
    return transactions.join(
        () -> {
          ReserveResult result =
              reserve(
                  task, root, unclaimed.getOrDefault(task, List.of()), ReservationScope.ROOT_TASK);
          if (result instanceof Reserved) {
            transactions.put(unclaimed, task, null);
          }
          return result;
        });
  }

  @Override
  public ReserveResult reserveDescendants(
      TaskKey task, TaskKey root, Collection<RecordKey> descendants, ReservationScope scope) {
    return transactions.join(() -> reserve(task, root, descendants, scope));
  }

  private ReserveResult reserve(
      TaskKey task, TaskKey root, Collection<RecordKey> records, ReservationScope scope) {
    List<Conflict> conflicts =
        records.stream().distinct().sorted().flatMap(key -> ofAnother(key, root).stream()).toList();
    if (!conflicts.isEmpty()) {
      return new Refused(
          new Conflicts(
              conflicts.subList(0, Math.min(Conflicts.LISTED, conflicts.size())),
              conflicts.size()));
    }
    return new Reserved(hold(task, root, records, scope), 0);
  }

  private ReserveResult reserveFree(TaskKey task, TaskKey root, Collection<RecordKey> targets) {
    List<RecordKey> free =
        targets.stream().filter(key -> ofAnother(key, root).isEmpty()).distinct().toList();
    long reserved = hold(task, root, free, ReservationScope.ROOT_TASK);
    return new Reserved(reserved, targets.stream().distinct().count() - free.size());
  }

  private long hold(
      TaskKey task, TaskKey root, Collection<RecordKey> records, ReservationScope scope) {
    long reserved = 0;
    for (RecordKey key : records) {
      if (!held.containsKey(key)) {
        transactions.put(held, key, new Held(task, root, scope, clock.instant()));
        reserved++;
      }
    }
    return reserved;
  }

  private Optional<Conflict> ofAnother(RecordKey key, TaskKey root) {
    return holder(key).filter(conflict -> !conflict.holder().equals(root));
  }

  private Optional<Conflict> holder(RecordKey key) {
    return Optional.ofNullable(held.get(key))
        .map(found -> new Conflict(key, found.root(), users.apply(found.root()), found.since()));
  }

  /** The one task that releases the record with its chunk, or null where the root's end does. */
  @Nullable TaskKey releasedBy(RecordKey key) {
    return transactions
        .join(
            () -> {
              Held found = held.get(key);
              return found == null || found.scope() == ReservationScope.ROOT_TASK
                  ? Optional.<TaskKey>empty()
                  : Optional.of(found.task());
            })
        .orElse(null);
  }

  @Override
  public boolean keepUntilRootEnds(TaskKey root, Collection<RecordKey> records) {
    return transactions.join(
        () -> {
          List<Held> found =
              records.stream()
                  .flatMap(key -> Stream.ofNullable(held.get(key)))
                  .filter(reservation -> reservation.root().equals(root))
                  .toList();
          records.forEach(key -> keep(key, root));
          return found.size() == records.size();
        });
  }

  private void keep(RecordKey key, TaskKey root) {
    Held found = held.get(key);
    if (found != null && found.root().equals(root)) {
      transactions.put(
          held, key, new Held(found.task(), root, ReservationScope.ROOT_TASK, found.since()));
    }
  }

  @Override
  public ReserveResult claimExclusively(TaskKey task, TaskKey root, Collection<RecordKey> records) {
    return transactions.join(
        () -> {
          List<Conflict> conflicts =
              records.stream()
                  .distinct()
                  .sorted()
                  .flatMap(
                      key -> Stream.ofNullable(exclusive.get(key)).map(by -> conflict(key, by)))
                  .filter(conflict -> !conflict.holder().equals(task))
                  .toList();
          if (!conflicts.isEmpty()) {
            return new Refused(Conflicts.of(conflicts));
          }
          List<RecordKey> free =
              records.stream().filter(key -> !exclusive.containsKey(key)).distinct().toList();
          free.forEach(
              key ->
                  transactions.put(
                      exclusive,
                      key,
                      new Held(task, root, ReservationScope.ROOT_TASK, clock.instant())));
          return new Reserved(free.size(), 0);
        });
  }

  private Conflict conflict(RecordKey key, Held by) {
    return new Conflict(key, by.task(), users.apply(by.task()), by.since());
  }

  @Override
  public void releaseExclusive(TaskKey task) {
    transactions.join(
        () -> {
          List<RecordKey> claimed =
              exclusive.entrySet().stream()
                  .filter(entry -> entry.getValue().task().equals(task))
                  .map(Map.Entry::getKey)
                  .toList();
          claimed.forEach(key -> transactions.put(exclusive, key, null));
          return claimed.size();
        });
  }

  @Override
  public void releaseChunk(TaskKey task, TaskKey root) {
    releaseWhere(
        found ->
            found.task().equals(task)
                && found.root().equals(root)
                && found.scope() == ReservationScope.CHUNK);
  }

  @Override
  public void release(TaskKey root) {
    releaseWhere(found -> found.root().equals(root));
  }

  private void releaseWhere(Predicate<Held> condition) {
    transactions.join(
        () -> {
          List<RecordKey> released = new ArrayList<>();
          held.forEach(
              (key, found) -> {
                if (condition.test(found)) {
                  released.add(key);
                }
              });
          released.forEach(key -> transactions.put(held, key, null));
          return released;
        });
  }

  @Override
  public Map<RecordKey, Conflict> holders(Collection<RecordKey> records) {
    return transactions.join(
        () -> {
          Map<RecordKey, Conflict> found = new TreeMap<>();
          records.forEach(key -> holder(key).ifPresent(conflict -> found.put(key, conflict)));
          return found;
        });
  }

  @Override
  public long count(TaskKey root) {
    return transactions.join(
        () -> held.values().stream().filter(found -> found.root().equals(root)).count());
  }
}
