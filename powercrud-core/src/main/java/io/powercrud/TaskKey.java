package io.powercrud;

import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The id of one task: its log lines, its reservations, its progress and the address of its page all
 * hang on it.
 *
 * @param value 1 to 64 letters, digits, {@code -} and {@code _}; never null
 */
public record TaskKey(String value) implements Comparable<TaskKey> {

  private static final Pattern SHAPE = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  /**
   * A key with the given text.
   *
   * @throws IllegalArgumentException if the text is no task key
   */
  public TaskKey {
    if (!SHAPE.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "'%s' is no task key: it takes 1 to 64 letters, digits, '-' and '_'".formatted(value));
    }
  }

  /** A key that no other task has. */
  public static TaskKey unique() {
    return new TaskKey(UUID.randomUUID().toString());
  }

  /**
   * Whether the text has the shape of a task key, so that a key from outside can be checked without
   * an exception.
   */
  public static boolean isValid(String text) {
    return SHAPE.matcher(text).matches();
  }

  @Override
  public int compareTo(TaskKey other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
