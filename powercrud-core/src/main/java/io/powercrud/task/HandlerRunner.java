package io.powercrud.task;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * The one place that calls a handler or a completion step: inside its task's context, and with what
 * was there before restored afterwards.
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
    return within(
        context,
        () -> answered(definition, "handler", definition.handler().handle(payload, context)));
  }

  /** Runs the completion step of a task in the context of that task, and closes the context. */
  static <P extends Record, R extends Record> TaskResult<R> runStep(
      TaskDefinition<P, R> definition,
      P payload,
      @Nullable R handled,
      ChildResults children,
      TaskContext context)
      throws Exception {
    CompletionStep<P, R> step = definition.step();
    if (step == null) {
      throw new IllegalStateException(
          "Task %s is to be completed, and its definition has no completion step any more; give it one"
              .formatted(definition.type()));
    }
    try {
      return within(
          context,
          () ->
              answered(
                  definition,
                  "completion step",
                  step.complete(payload, handled, children, context)));
    } finally {
      context.close();
    }
  }

  /** Work that may throw what it likes. */
  @FunctionalInterface
  private interface Work<R extends Record> {
    TaskResult<R> call() throws Exception;
  }

  private static <R extends Record> TaskResult<R> within(TaskContext context, Work<R> work)
      throws Exception {
    @Nullable String previousKey = MDC.get(TaskContext.MDC_KEY);
    @Nullable TaskContext previous = TaskContext.swap(context);
    try {
      return work.call();
    } finally {
      TaskContext.swap(previous);
      if (previousKey != null) {
        MDC.put(TaskContext.MDC_KEY, previousKey);
      }
    }
  }

  private static <P extends Record, R extends Record> TaskResult<R> answered(
      TaskDefinition<P, R> definition, String what, @Nullable TaskResult<R> result) {
    return result != null
        ? result
        : TaskResult.failed(
            "The %s of %s returned null, so nobody knows whether its work was done; have it return a TaskResult"
                .formatted(what, definition.type()));
  }
}
