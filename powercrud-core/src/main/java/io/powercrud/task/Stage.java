package io.powercrud.task;

/**
 * How far the own work of a task is. A task whose own work is over may still be open, because it
 * waits for its children.
 */
public enum Stage {
  /** Its handler is still to run, or runs. */
  WORK,
  /** Its handler is done, and its completion step runs when the last child has ended. */
  STEP_DUE,
  /** Its completion step runs. */
  STEP,
  /** Its own work is over. */
  OVER;

  /** Whether it takes its own attempt, and not the end of its last child, to end the task. */
  public boolean isOwnWork() {
    return this == WORK || this == STEP;
  }
}
