package io.powercrud.task;

import io.powercrud.TaskKey;
import java.util.function.BooleanSupplier;

/**
 * A task on its way to a worker, with what the engine knows of it.
 *
 * @param key the task's key
 * @param brokenOff how many deliveries of it ended with neither its end nor a hand-over, because
 *     their node died or couldn't reach the database
 * @param nodeIsStopping whether the node that delivers it is being stopped, asked again and again
 *     while the task runs
 */
public record DeliveredTask(TaskKey key, int brokenOff, BooleanSupplier nodeIsStopping) {

  /** The first delivery of a task, by a node that goes on. */
  public static DeliveredTask of(TaskKey key) {
    return new DeliveredTask(key, 0, () -> false);
  }
}
