package io.powercrud.task;

import org.jspecify.annotations.Nullable;

/**
 * What a task does after its handler, when the last of its children has ended.
 *
 * <p>It runs as an attempt of its own, in the task's context, on whichever node is there first, and
 * again from the start where that node died. It doesn't run where the handler failed or the task
 * was cancelled.
 *
 * @param <P> the type of the payload
 * @param <R> the type of the result
 */
@FunctionalInterface
public interface CompletionStep<P extends Record, R extends Record> {

  /**
   * Completes the work.
   *
   * @param payload what the task was launched with
   * @param handled what came of the handler, or null where it said nothing
   * @param children how its children ended; empty where it has none
   * @param context the context of the task
   * @return how it went, which replaces what came of the handler; anything thrown is a failure. It
   *     can't make a success of a child's failure
   * @throws Exception whatever goes wrong
   */
  TaskResult<R> complete(P payload, @Nullable R handled, ChildResults children, TaskContext context)
      throws Exception;
}
