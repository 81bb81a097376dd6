package io.powercrud.task;

import io.powercrud.TaskKey;

/**
 * Says at a checkpoint that somebody asked for the task to be cancelled; a handler lets it pass.
 */
public final class TaskCancelledException extends AttemptStoppedException {

  private static final long serialVersionUID = 1L;

  /** A request to cancel the given task. */
  public TaskCancelledException(TaskKey task) {
    super("Task " + task + " was asked to stop");
  }
}
