package io.powercrud.task;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

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
    @Nullable String previousKey = MDC.get(TaskContext.MDC_KEY);
    @Nullable TaskContext previous = TaskContext.swap(context);
    try {
      return answered(definition, definition.handler().handle(payload, context));
    } finally {
      TaskContext.swap(previous);
      if (previousKey != null) {
        MDC.put(TaskContext.MDC_KEY, previousKey);
      }
    }
  }

  private static <P extends Record, R extends Record> TaskResult<R> answered(
      TaskDefinition<P, R> definition, @Nullable TaskResult<R> result) {
    return result != null
        ? result
        : TaskResult.failed(
            "The handler of %s returned null, so nobody knows whether its work was done; have it return a TaskResult"
                .formatted(definition.type()));
  }
}
