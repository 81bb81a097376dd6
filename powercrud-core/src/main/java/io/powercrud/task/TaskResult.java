package io.powercrud.task;

import io.powercrud.task.TaskType.Nothing;
import org.jspecify.annotations.Nullable;

/**
 * How the work of a handler went.
 *
 * @param <R> the type of the result
 */
public sealed interface TaskResult<R extends Record> {

  /**
   * Everything was done.
   *
   * @param value what came of it
   */
  record Succeeded<R extends Record>(R value) implements TaskResult<R> {}

  /**
   * Some of it was done, and some was not.
   *
   * @param value what came of it
   * @param reason what was not done, for people
   */
  record Partial<R extends Record>(R value, String reason) implements TaskResult<R> {}

  /**
   * It was not done.
   *
   * @param value what came of it all the same, or null
   * @param reason why it was not done, for people
   */
  record Failed<R extends Record>(@Nullable R value, String reason) implements TaskResult<R> {}

  /** A success with a result. */
  static <R extends Record> TaskResult<R> succeeded(R value) {
    return new Succeeded<>(value);
  }

  /** A success that says nothing more. */
  static TaskResult<Nothing> succeeded() {
    return new Succeeded<>(Nothing.NOTHING);
  }

  /** A partial success. */
  static <R extends Record> TaskResult<R> partial(R value, String reason) {
    return new Partial<>(value, reason);
  }

  /** A failure for the given reason. */
  static <R extends Record> TaskResult<R> failed(String reason) {
    return new Failed<>(null, reason);
  }

  /** A failure for the given reason with what came of it all the same. */
  static <R extends Record> TaskResult<R> failed(R value, String reason) {
    return new Failed<>(value, reason);
  }

  /** The status in which a task with this result ends. */
  default TaskStatus status() {
    if (this instanceof Succeeded) {
      return TaskStatus.SUCCEEDED;
    }
    return this instanceof Partial ? TaskStatus.PARTIAL : TaskStatus.FAILED;
  }

  /** What came of it, or null. */
  @Nullable R value();

  /** Why it was not all done, or null where it was. */
  default @Nullable String error() {
    if (this instanceof Failed<R> failed) {
      return failed.reason();
    }
    return this instanceof Partial<R> partial ? partial.reason() : null;
  }
}
