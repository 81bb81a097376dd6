package io.powercrud.task;

/**
 * Somebody who is told what happens to tasks. What a listener throws is logged, and changes
 * nothing.
 */
@FunctionalInterface
public interface TaskListener {

  /** Takes note of an event; called after its commit, on the thread where it happened. */
  void on(TaskEvent event);

  /**
   * Takes note that an attempt which this node made lost its task: to a newer attempt, or because
   * the task has ended. Nothing is done about it unless this is overridden.
   *
   * @param attempt the attempt
   * @param type the name of the task's type
   */
  default void onLost(Attempt attempt, String type) {}
}
