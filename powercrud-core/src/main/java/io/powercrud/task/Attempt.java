package io.powercrud.task;

import io.powercrud.TaskKey;

/**
 * One run of a task by one node; only the newest may write.
 *
 * @param task the task
 * @param root the root of its tree, which holds its records
 * @param number the number of the run, from 1
 */
public record Attempt(TaskKey task, TaskKey root, int number) {

  @Override
  public String toString() {
    return "attempt %d of task %s".formatted(number, task);
  }
}
