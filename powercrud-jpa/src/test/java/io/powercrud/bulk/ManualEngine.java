package io.powercrud.bulk;

import io.powercrud.TaskKey;
import io.powercrud.task.Pause;
import io.powercrud.task.TaskEngine;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** An engine that only remembers what it was given, for a test to deliver. */
final class ManualEngine implements TaskEngine {

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

  @Override
  public void hasten(TaskKey task) {}

  @Override
  public void letThrough(List<TaskKey> tasks) {}

  @Override
  public Pause pause(Pause pause) {
    return pause;
  }

  @Override
  public boolean resume(@Nullable String type) {
    return false;
  }

  @Override
  public List<Pause> pauses() {
    return List.of();
  }

  List<TaskKey> takeAll() {
    List<TaskKey> all = List.copyOf(enqueued);
    enqueued.removeAll(all);
    return all;
  }
}
