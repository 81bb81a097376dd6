package io.powercrud.task;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A type of task together with what it does: what a node must have to run such a task.
 *
 * @param type the type of the task
 * @param handler what it does
 * @param step what it does when the last of its children has ended, or null
 * @param limits how long it may take, unless a launch says otherwise
 * @param priority which of the tasks that are due start first, unless a launch says otherwise:
 *     those with a higher one, from {@value Turn#LOWEST} to {@value Turn#HIGHEST}
 * @param <P> the type of the payload
 * @param <R> the type of the result
 */
public record TaskDefinition<P extends Record, R extends Record>(
    TaskType<P, R> type,
    TaskHandler<P, R> handler,
    @Nullable CompletionStep<P, R> step,
    TimeLimits limits,
    int priority) {

  /**
   * A definition of the given values.
   *
   * @throws IllegalArgumentException if there is no such priority
   */
  public TaskDefinition {
    Turn.requirePriority(priority);
  }

  /** A definition of the given type and handler. */
  public static <P extends Record, R extends Record> TaskDefinition<P, R> of(
      TaskType<P, R> type, TaskHandler<P, R> handler) {
    return new TaskDefinition<>(type, handler, null, TimeLimits.NONE, 0);
  }

  /** The same, with a step that completes it when the last of its children has ended. */
  public TaskDefinition<P, R> completedBy(CompletionStep<P, R> newStep) {
    return new TaskDefinition<>(type, handler, newStep, limits, priority);
  }

  /**
   * The same, with own work that fails when it takes longer than this from its first start, over
   * all attempts.
   *
   * @throws IllegalArgumentException if that is less than a millisecond
   */
  public TaskDefinition<P, R> timeout(Duration timeout) {
    return new TaskDefinition<>(type, handler, step, limits.own(timeout), priority);
  }

  /**
   * The same, with all that is still to be done of it and its children failing when this time has
   * passed since its launch.
   *
   * @throws IllegalArgumentException if that is less than a millisecond
   */
  public TaskDefinition<P, R> treeTimeout(Duration timeout) {
    return new TaskDefinition<>(type, handler, step, limits.tree(timeout), priority);
  }

  /**
   * The same, with tasks that start before those of a lower priority, which is 0 unless told.
   *
   * @throws IllegalArgumentException if it is not from {@value Turn#LOWEST} to {@value
   *     Turn#HIGHEST}
   */
  public TaskDefinition<P, R> priority(int newPriority) {
    return new TaskDefinition<>(type, handler, step, limits, newPriority);
  }
}
