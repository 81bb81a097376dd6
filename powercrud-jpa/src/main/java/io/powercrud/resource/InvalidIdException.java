package io.powercrud.resource;

import org.jspecify.annotations.Nullable;

/** A text that is no id of the entity it was meant for; no record can have it. */
public final class InvalidIdException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  InvalidIdException(String entity, String text, String expected, @Nullable Throwable cause) {
    super("'%s' is no id of %s: %s".formatted(text, entity, expected), cause);
  }
}
