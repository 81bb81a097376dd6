package io.powercrud.task;

import org.jspecify.annotations.Nullable;

/**
 * The one place that calls a handler: inside its task's context, and with what was there before
 * restored afterwards.
 */
final class HandlerRunner {

  private HandlerRunner() {}

  /** Runs the handler of a task in the context of that task, and closes the context. */
  static <P extends Record, R extends Record> TaskResult<R> runTask(
      TaskDefinition<P, R> definition, P payload, TaskContext context) throws Exception {
    try {
      return run(definition, payload, context);
    } finally {
      context.close();
    }
  }

  /**
   * Runs the handler in a context that goes on afterwards, because it is that of the task around
   * it.
   */
  static <P extends Record, R extends Record> TaskResult<R> run(
      TaskDefinition<P, R> definition, P payload, TaskContext context) throws Exception {
    @Nullable TaskContext previous = TaskContext.swap(context);
    try {
      return definition.handler().handle(payload, context);
    } finally {
      TaskContext.swap(previous);
    }
  }
}
