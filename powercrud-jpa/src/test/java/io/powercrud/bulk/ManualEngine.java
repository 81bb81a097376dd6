package io.powercrud.bulk;

import io.powercrud.TaskKey;
import io.powercrud.engine.NoEngine;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** An engine that only remembers what it was given, for a test to deliver. */
final class ManualEngine extends NoEngine {

  private final ConcurrentLinkedQueue<TaskKey> enqueued = new ConcurrentLinkedQueue<>();

  @Override
  public void enqueue(TaskKey task, Instant dueAt) {
    enqueued.add(task);
  }

  @Override
  public void enqueueAll(List<TaskKey> tasks, Instant dueAt) {
    enqueued.addAll(tasks);
  }

  @Override
  public void enqueueAgain(TaskKey task, int attempt, Instant dueAt) {
    enqueued.add(task);
  }

  List<TaskKey> takeAll() {
    List<TaskKey> all = List.copyOf(enqueued);
    enqueued.removeAll(all);
    return all;
  }
}
