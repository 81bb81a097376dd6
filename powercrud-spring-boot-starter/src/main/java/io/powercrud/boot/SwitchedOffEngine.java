package io.powercrud.boot;

import io.powercrud.TaskKey;
import io.powercrud.task.TaskEngine;
import java.time.Instant;

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
  public void hasten(TaskKey task) {}
}
