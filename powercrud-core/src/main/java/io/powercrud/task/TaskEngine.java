package io.powercrud.task;

import io.powercrud.TaskKey;
import java.time.Instant;

/**
 * The port to what delivers tasks to the workers of some node, at the time when they are due.
 * Implementations are thread-safe.
 */
public interface TaskEngine {

  /**
   * Enqueues a task in the transaction that the caller is in, so that it is delivered after that
   * has committed.
   */
  void enqueue(TaskKey task, Instant dueAt);

  /**
   * Has a task that was put off delivered now; a task that is being run or is not enqueued is left
   * as it is.
   */
  void hasten(TaskKey task);
}
