package io.powercrud.task;

import org.jspecify.annotations.Nullable;

/**
 * Says that a payload or a result can't be written as text, or that a text can't be read as one.
 */
public final class PayloadException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A failure with what was wrong and what to do. */
  public PayloadException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
