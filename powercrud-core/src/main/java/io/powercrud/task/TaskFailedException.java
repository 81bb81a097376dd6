package io.powercrud.task;

import org.jspecify.annotations.Nullable;

/** The failure of a task that ran inline, in the code that launched it. */
public final class TaskFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure for the given reason. */
  public TaskFailedException(String reason, @Nullable Throwable cause) {
    super(reason, cause);
  }
}
