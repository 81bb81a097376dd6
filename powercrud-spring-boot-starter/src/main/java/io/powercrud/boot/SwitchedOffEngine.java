package io.powercrud.boot;

import io.powercrud.TaskKey;
import io.powercrud.task.Pause;
import io.powercrud.task.TaskEngine;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The engine of an application whose tasks are switched off: nothing gets into the queue. */
enum SwitchedOffEngine implements TaskEngine {
  INSTANCE;

  /**
   * Refuses.
   *
   * @throws IllegalStateException always
   */
  @Override
  public void enqueue(TaskKey task, Instant dueAt) {
    throw new IllegalStateException(
        "Task %s was not enqueued, because tasks are switched off; set powercrud.tasks.enabled=true to launch tasks"
            .formatted(task));
  }

  @Override
  public void enqueueAll(List<TaskKey> tasks, Instant dueAt) {
    tasks.forEach(task -> enqueue(task, dueAt));
  }

  @Override
  public void enqueueAgain(TaskKey task, int attempt, Instant dueAt) {
    enqueue(task, dueAt);
  }

  @Override
  public void hasten(TaskKey task) {}

  @Override
  public void letThrough(List<TaskKey> tasks) {}

  /**
   * Refuses.
   *
   * @throws IllegalStateException always
   */
  @Override
  public Pause pause(Pause pause) {
    throw new IllegalStateException(
        "Nothing was paused, because tasks are switched off on this node; pause them on one that runs tasks");
  }

  @Override
  public boolean resume(@Nullable String type) {
    return false;
  }

  @Override
  public List<Pause> pauses() {
    return List.of();
  }
}
