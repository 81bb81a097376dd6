package io.powercrud.resource;

import io.powercrud.RecordKey;
import org.jspecify.annotations.Nullable;

/** A text that is no id of the entity it was meant for; no record can have it. */
public final class InvalidIdException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private InvalidIdException(String message) {
    super(message);
  }

  /** Says that a record has an id that doesn't fit into a {@link RecordKey}. */
  static InvalidIdException ofLength(String entity, int length) {
    return new InvalidIdException(
        "A record of %s has an id of %d characters, but a task can hold only records whose ids have 1 to %d"
            .formatted(entity, length, RecordKey.MAX_ID_LENGTH));
  }

  InvalidIdException(String entity, String text, String expected, @Nullable Throwable cause) {
    super("'%s' is no id of %s: %s".formatted(text, entity, expected), cause);
  }
}
