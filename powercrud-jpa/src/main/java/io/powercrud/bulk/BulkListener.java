package io.powercrud.bulk;

import io.powercrud.task.Attempt;

/**
 * Somebody who is told how the transactions of bulk tasks fare. What a listener throws is logged,
 * and changes nothing.
 */
@FunctionalInterface
public interface BulkListener {

  /**
   * Takes note that a transaction which another one was in the way of is about to be done again;
   * called on the thread that does it, before the pause.
   *
   * @param attempt the attempt that goes on
   * @param type the name of the task's type
   * @param cause what was thrown
   */
  void onRetry(Attempt attempt, String type, Throwable cause);
}
