package io.powercrud.task;

import io.powercrud.TaskKey;

/**
 * Says at a checkpoint that this node is being stopped; the task goes on at once on another one, or
 * here after the start.
 */
public final class NodeStoppingException extends AttemptStoppedException {

  private static final long serialVersionUID = 1L;

  /** A request to hand over the given task. */
  public NodeStoppingException(TaskKey task) {
    super("Task " + task + " is to be handed over, because this node is being stopped");
  }
}
