package io.powercrud.task;

/**
 * A type of task together with what it does: what a node must have to run such a task.
 *
 * @param type the type of the task
 * @param handler what it does
 * @param <P> the type of the payload
 * @param <R> the type of the result
 */
public record TaskDefinition<P extends Record, R extends Record>(
    TaskType<P, R> type, TaskHandler<P, R> handler) {

  /** A definition of the given type and handler. */
  public static <P extends Record, R extends Record> TaskDefinition<P, R> of(
      TaskType<P, R> type, TaskHandler<P, R> handler) {
    return new TaskDefinition<>(type, handler);
  }
}
