package io.powercrud.resource;

import org.jspecify.annotations.Nullable;

/** A value that its field can't take; the field is known to whoever catches it. */
final class InvalidValueException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  InvalidValueException(String message) {
    this(message, null);
  }

  InvalidValueException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
