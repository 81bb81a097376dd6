package io.powercrud.test;

import io.powercrud.TaskKey;
import io.powercrud.task.Delivery;
import io.powercrud.task.TaskEngine;
import io.powercrud.task.TaskWorker;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An engine that delivers nothing by itself: a test has it run what is due, on the thread of the
 * test.
 */
public final class InlineEngine implements TaskEngine {

  private final MemoryTransactions transactions;
  private final Clock clock;
  private final Map<TaskKey, Instant> queue = new LinkedHashMap<>();

  InlineEngine(MemoryTransactions transactions, Clock clock) {
    this.transactions = transactions;
    this.clock = clock;
  }

  @Override
  public void enqueue(TaskKey task, Instant dueAt) {
    transactions.join(() -> transactions.put(queue, task, dueAt));
  }

  @Override
  public void hasten(TaskKey task) {
    transactions.join(
        () -> queue.containsKey(task) ? transactions.put(queue, task, clock.instant()) : null);
  }

  /** Whether the task is enqueued, due or not. */
  public boolean isEnqueued(TaskKey task) {
    return transactions.join(() -> queue.containsKey(task));
  }

  /**
   * Has the worker run every task that is due now, in the order of their times, and those that come
   * to be due meanwhile.
   *
   * @return how many deliveries there were
   */
  public int runEverythingDue(TaskWorker worker) {
    int deliveries = 0;
    for (Optional<TaskKey> next = nextDue(); next.isPresent(); next = nextDue()) {
      deliver(next.get(), worker);
      deliveries++;
    }
    return deliveries;
  }

  private Optional<TaskKey> nextDue() {
    return transactions.join(
        () ->
            queue.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(clock.instant()))
                .min(Comparator.comparing(Map.Entry<TaskKey, Instant>::getValue))
                .map(Map.Entry::getKey));
  }

  private void deliver(TaskKey task, TaskWorker worker) {
    Delivery delivery = worker.run(task);
    if (delivery instanceof Delivery.Again again) {
      enqueue(task, clock.instant().plus(again.delay()));
    } else {
      transactions.join(() -> transactions.put(queue, task, null));
    }
  }
}
