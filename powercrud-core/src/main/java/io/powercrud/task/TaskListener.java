package io.powercrud.task;

/**
 * Somebody who is told what happens to tasks. What a listener throws is logged, and changes
 * nothing.
 */
@FunctionalInterface
public interface TaskListener {

  /** Takes note of an event; called after its commit, on the thread where it happened. */
  void on(TaskEvent event);
}
