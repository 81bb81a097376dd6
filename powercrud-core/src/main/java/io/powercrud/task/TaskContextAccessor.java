package io.powercrud.task;

import io.micrometer.context.ThreadLocalAccessor;
import org.jspecify.annotations.Nullable;

/**
 * The bridge by which Micrometer's context propagation carries the task context to threads that
 * work for the same task. Found by {@link java.util.ServiceLoader}; an application has no need to
 * call it.
 */
public final class TaskContextAccessor implements ThreadLocalAccessor<TaskContext> {

  /** An accessor, for the service loader. */
  public TaskContextAccessor() {}

  @Override
  public Object key() {
    return TaskContext.MDC_KEY;
  }

  @Override
  public @Nullable TaskContext getValue() {
    return TaskContext.current().orElse(null);
  }

  @Override
  public void setValue(TaskContext context) {
    TaskContext.swap(context);
  }

  @Override
  public void setValue() {
    TaskContext.swap(null);
  }
}
