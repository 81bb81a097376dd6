package io.powercrud.task;

import java.time.Duration;

/** What became of a task that the engine delivered to the worker. */
public sealed interface Delivery {

  /** There is nothing more to deliver: the task has ended, or waits for its children. */
  record Ended() implements Delivery {}

  /**
   * The task is to be delivered again, to whichever node is there first.
   *
   * @param delay how long to wait until then; zero for at once
   * @param reason why it did not run to its end, for people
   */
  record Again(Duration delay, String reason) implements Delivery {}

  /**
   * The task has begun, and its next attempt is for whichever node is there first; a pause doesn't
   * keep it.
   *
   * @param reason why it did not run to its end, for people
   */
  record HandedOver(String reason) implements Delivery {}

  /**
   * This node can't run the task, and it is left to one that can: this node is not to be the first
   * to look at it again.
   *
   * @param delay how long nobody is to look at it, at least
   * @param reason why it can't run here, for people
   */
  record Elsewhere(Duration delay, String reason) implements Delivery {}

  /** Another attempt has the task; this delivery means nothing any more. */
  record Lost() implements Delivery {}
}
