package io.powercrud.conflict;

import io.powercrud.TaskKey;
import java.util.UUID;

/**
 * One wait of a task for records that others hold; a task that works in several threads may have
 * several at once.
 *
 * @param id what tells it from all others
 * @param task the task that waits
 * @param root the root of its tree, which holds what the task has
 * @param attempt the number of the attempt that waits; 0 for a task that waits in the queue
 */
public record Waiter(String id, TaskKey task, TaskKey root, int attempt) {

  /** A wait of a running attempt. */
  public static Waiter running(TaskKey task, TaskKey root, int attempt) {
    return new Waiter(UUID.randomUUID().toString(), task, root, attempt);
  }

  /** The one wait of a task that is in the queue until its records are free. */
  public static Waiter queued(TaskKey task, TaskKey root) {
    return new Waiter(task.value(), task, root, 0);
  }

  /** Whether the task waits in the queue, and no thread for it. */
  public boolean isQueued() {
    return attempt == 0;
  }

  @Override
  public String toString() {
    return task.equals(root) ? "task " + root : "task %s (its child %s)".formatted(root, task);
  }
}
