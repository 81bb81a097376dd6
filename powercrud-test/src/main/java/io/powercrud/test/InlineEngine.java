package io.powercrud.test;

import io.powercrud.TaskKey;
import io.powercrud.task.Delivery;
import io.powercrud.task.Pause;
import io.powercrud.task.Task;
import io.powercrud.task.TaskEngine;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskStore;
import io.powercrud.task.TaskWorker;
import io.powercrud.task.Turn;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An engine that delivers nothing by itself: a test has it run what is due, on the thread of the
 * test.
 */
public final class InlineEngine implements TaskEngine {

  private final MemoryTransactions transactions;
  private final Clock clock;
  private final TaskStore tasks;
  private final Map<Entry, Instant> queue = new LinkedHashMap<>();
  private final Map<String, Pause> pauses = new TreeMap<>();

  /** A task that waits for its delivery; after attempt 0 for its first. */
  private record Entry(TaskKey task, int attempt) {}

  InlineEngine(MemoryTransactions transactions, TaskStore tasks, Clock clock) {
    this.transactions = transactions;
    this.tasks = tasks;
    this.clock = clock;
  }

  @Override
  public void enqueue(TaskKey task, Instant dueAt) {
    Instant startAt = turnOf(task).startAt();
    put(new Entry(task, 0), startAt == null ? dueAt : startAt);
  }

  private Turn turnOf(TaskKey task) {
    return tasks.find(task).map(Task::turn).orElse(Turn.NEXT);
  }

  private void put(Entry entry, Instant dueAt) {
    transactions.join(() -> transactions.put(queue, entry, dueAt));
  }

  @Override
  public void enqueueAll(List<TaskKey> tasks, Instant dueAt) {
    transactions.join(
        () -> {
          tasks.forEach(task -> enqueue(task, dueAt));
          return tasks.size();
        });
  }

  @Override
  public void enqueueAgain(TaskKey task, int attempt, Instant dueAt) {
    put(new Entry(task, attempt), dueAt);
  }

  @Override
  public void hasten(TaskKey task) {
    Entry entry = new Entry(task, 0);
    transactions.join(
        () -> queue.containsKey(entry) ? transactions.put(queue, entry, clock.instant()) : null);
  }

  @Override
  public void forget(TaskKey task, int attempt) {
    transactions.join(
        () -> {
          queue.keySet().stream()
              .filter(entry -> entry.task().equals(task))
              .toList()
              .forEach(entry -> transactions.put(queue, entry, null));
          return task;
        });
  }

  @Override
  public void withdraw(TaskKey task) {
    forget(task, 0);
  }

  @Override
  public boolean isEnqueued(TaskKey task, int attempt) {
    return isEnqueued(task);
  }

  @Override
  public void letThrough(List<TaskKey> stopped) {
    stopped.forEach(this::hasten);
  }

  @Override
  public Pause pause(Pause pause) {
    return transactions.join(
        () -> {
          Pause earlier = pauses.get(nameOf(pause.type()));
          if (earlier != null) {
            return earlier;
          }
          transactions.put(pauses, nameOf(pause.type()), pause);
          return pause;
        });
  }

  @Override
  public boolean resume(@Nullable String type) {
    return transactions.join(
        () -> {
          boolean paused = pauses.containsKey(nameOf(type));
          transactions.put(pauses, nameOf(type), null);
          return paused;
        });
  }

  @Override
  public List<Pause> pauses() {
    return transactions.join(() -> List.copyOf(pauses.values()));
  }

  private static String nameOf(@Nullable String type) {
    return type == null ? "" : type;
  }

  private boolean isPaused(Task task) {
    return task.parent() == null
        && task.status() == TaskStatus.PENDING
        && pauses.values().stream().anyMatch(pause -> pause.covers(task.type()));
  }

  /** Whether the task is enqueued, due or not. */
  public boolean isEnqueued(TaskKey task) {
    return transactions.join(
        () -> queue.keySet().stream().anyMatch(entry -> entry.task().equals(task)));
  }

  /**
   * Has the worker run every task that is due now, in the order of their priorities and times, and
   * those that come to be due meanwhile.
   *
   * @return how many deliveries there were
   */
  public int runEverythingDue(TaskWorker worker) {
    int deliveries = 0;
    for (Optional<Entry> next = nextDue(); next.isPresent(); next = nextDue()) {
      deliver(next.get(), worker);
      deliveries++;
    }
    return deliveries;
  }

  private Optional<Entry> nextDue() {
    return transactions.join(
        () ->
            queue.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(clock.instant()))
                .filter(entry -> tasks.find(entry.getKey().task()).filter(this::isPaused).isEmpty())
                .min(
                    Comparator.comparing(
                            (Map.Entry<Entry, Instant> entry) ->
                                -turnOf(entry.getKey().task()).priority())
                        .thenComparing(Map.Entry::getValue))
                .map(Map.Entry::getKey));
  }

  private void deliver(Entry entry, TaskWorker worker) {
    Delivery delivery = worker.run(entry.task());
    if (delivery instanceof Delivery.Again again) {
      put(entry, clock.instant().plus(again.delay()));
    } else if (delivery instanceof Delivery.HandedOver) {
      put(entry, clock.instant());
    } else if (delivery instanceof Delivery.Elsewhere elsewhere) {
      put(entry, clock.instant().plus(elsewhere.delay()));
    } else {
      transactions.join(() -> transactions.put(queue, entry, null));
    }
  }
}
