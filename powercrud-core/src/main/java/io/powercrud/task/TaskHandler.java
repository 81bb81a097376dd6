package io.powercrud.task;

/**
 * What a task does.
 *
 * <p>A handler is called inside its task's context by one thread, and again from the start where a
 * node died, lost the task or could not reach the database: what it writes outside of this database
 * is done at least once.
 *
 * @param <P> the type of the payload
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface TaskHandler<P extends Record, R extends Record> {

  /**
   * Does the work.
   *
   * @param payload what the task was launched with
   * @param context the context of the task that it runs in
   * @return how it went; anything thrown is a failure with its reason
   * @throws Exception whatever goes wrong
   */
  TaskResult<R> handle(P payload, TaskContext context) throws Exception;
}
