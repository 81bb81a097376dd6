package io.powercrud.engine;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many tasks may run at once, over all nodes; they must have the same limits. Immutable.
 *
 * @param perType how many of a type, by its name; a type that is not in it has no limit
 * @param perUser how many of a user's, or null; the application itself is no user
 */
public record Limits(Map<String, Integer> perType, @Nullable Integer perUser) {

  /** No limits. */
  public static final Limits NONE = new Limits(Map.of(), null);

  /** What may stand between quotes in a statement of any database. */
  private static final Pattern NAME = Pattern.compile("[^'\\\\\\p{Cntrl}]{1,100}");

  /**
   * The given limits.
   *
   * @throws IllegalArgumentException if one is below 1, or the name of a type can't be limited
   */
  public Limits {
    perType = Map.copyOf(new TreeMap<>(perType));
    perType.forEach(
        (type, most) -> {
          requirePositive("task type " + type, most);
          if (!NAME.matcher(type).matches()) {
            throw new IllegalArgumentException(
                "Task type %s can't be limited: its name has a quote, a backslash or a control character"
                    .formatted(type));
          }
        });
    if (perUser != null) {
      requirePositive("a user", perUser);
    }
  }

  private static void requirePositive(String of, int most) {
    if (most < 1) {
      throw new IllegalArgumentException(
          "At least 1 task of %s may run at once, not %d; pause what is not to run at all"
              .formatted(of, most));
    }
  }

  /** Whether there is no limit. */
  public boolean isEmpty() {
    return perType.isEmpty() && perUser == null;
  }
}
