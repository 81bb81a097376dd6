package io.powercrud.test;

import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.Conflicts;
import io.powercrud.conflict.Wait;
import io.powercrud.conflict.Waiter;
import io.powercrud.conflict.Waits;
import io.powercrud.task.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Waits in a map. Nobody else moves the clock while a test's only thread waits, so the wait does:
 * one that nobody ends is over at once.
 */
final class MemoryWaits implements Waits {

  private final MemoryTransactions transactions;
  private final MemoryTaskStore tasks;
  private final MemoryConflictStore conflicts;
  private final SettableClock clock;
  private final Map<Waiter, Note> notes = new LinkedHashMap<>();

  private record Note(Map<TaskKey, Conflict> wanted, Instant until) {}

  MemoryWaits(
      MemoryTransactions transactions,
      MemoryTaskStore tasks,
      MemoryConflictStore conflicts,
      SettableClock clock) {
    this.transactions = transactions;
    this.tasks = tasks;
    this.conflicts = conflicts;
    this.clock = clock;
  }

  @Override
  public void announce(Waiter waiter, Conflicts found, Instant until) {
    Map<TaskKey, Conflict> wanted = new LinkedHashMap<>();
    found.first().forEach(conflict -> wanted.putIfAbsent(conflict.holder(), conflict));
    transactions.join(() -> transactions.put(notes, waiter, new Note(wanted, until)));
  }

  @Override
  public void withdraw(Waiter waiter) {
    transactions.join(() -> transactions.put(notes, waiter, null));
  }

  @Override
  public void withdrawAll(TaskKey task) {
    transactions.join(
        () -> {
          notes.keySet().stream()
              .filter(waiter -> waiter.task().equals(task))
              .toList()
              .forEach(this::withdraw);
          return task;
        });
  }

  @Override
  public List<Wait> all() {
    return transactions.join(
        () -> notes.keySet().stream().flatMap(waiter -> waitsOf(waiter).stream()).toList());
  }

  private List<Wait> waitsOf(Waiter waiter) {
    Optional<Task> task = tasks.find(waiter.task()).filter(found -> !found.status().isEnded());
    Optional<Task> root = tasks.find(waiter.root());
    if (root.isEmpty() || task.filter(found -> found.attempt() == waiter.attempt()).isEmpty()) {
      return List.of();
    }
    return wanted(waiter)
        .flatMap(conflict -> holderNow(conflict).stream())
        .map(
            conflict ->
                new Wait(
                    waiter,
                    root.get().createdAt(),
                    conflict,
                    conflicts.releasedBy(conflict.record())))
        .toList();
  }

  private Stream<Conflict> wanted(Waiter waiter) {
    @Nullable Note note = notes.get(waiter);
    return note != null
            && clock.instant().isBefore(note.until())
            && tasks.find(waiter.task()).isPresent()
        ? note.wanted().values().stream()
        : Stream.empty();
  }

  private Optional<Conflict> holderNow(Conflict noted) {
    return Optional.ofNullable(conflicts.holders(List.of(noted.record())).get(noted.record()))
        .filter(conflict -> conflict.holder().equals(noted.holder()));
  }

  @Override
  public boolean isAwaited(TaskKey holder) {
    return transactions.join(
        () ->
            notes.keySet().stream()
                .flatMap(this::wanted)
                .filter(conflict -> conflict.holder().equals(holder))
                .anyMatch(conflict -> holderNow(conflict).isEmpty()));
  }

  @Override
  public void wake(TaskKey root) {}

  @Override
  public Bell bell() {
    return new PassingTime();
  }

  private final class PassingTime implements Bell {

    @Override
    public void listenTo(Collection<TaskKey> roots) {}

    @Override
    public boolean isConnected() {
      return false;
    }

    @Override
    public void await(Duration longest) throws InterruptedException {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      clock.advance(longest);
    }

    @Override
    public void close() {}
  }
}
