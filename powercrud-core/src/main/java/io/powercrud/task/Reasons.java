package io.powercrud.task;

import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ConflictException;
import org.jspecify.annotations.Nullable;

/** The sentence by which a task's history explains an exception. */
final class Reasons {

  private Reasons() {}

  static String of(Throwable thrown) {
    @Nullable String message = thrown.getMessage();
    if (message == null || message.isBlank()) {
      return thrown.getClass().getSimpleName();
    }
    return speaksForItself(thrown) ? message : thrown.getClass().getSimpleName() + ": " + message;
  }

  private static boolean speaksForItself(Throwable thrown) {
    return thrown instanceof ConflictException
        || thrown instanceof BusyException
        || thrown instanceof TaskFailedException
        || thrown instanceof PayloadException;
  }
}
