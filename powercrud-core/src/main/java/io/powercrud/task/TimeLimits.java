package io.powercrud.task;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How long a task may take.
 *
 * @param own how long its own work may take, from its first start and over all attempts; null for
 *     as long as it takes
 * @param tree how long it and all of its children may take, from its launch; null for as long as
 *     they take
 */
public record TimeLimits(@Nullable Duration own, @Nullable Duration tree) {

  /** As long as it takes. */
  public static final TimeLimits NONE = new TimeLimits(null, null);

  /**
   * The given limits.
   *
   * @throws IllegalArgumentException if one of them is no positive number of milliseconds
   */
  public TimeLimits {
    requirePositive(own);
    requirePositive(tree);
  }

  private static void requirePositive(@Nullable Duration limit) {
    if (limit != null && limit.toMillis() < 1) {
      throw new IllegalArgumentException(
          "A time-out is at least a millisecond, not %s".formatted(limit));
    }
  }

  TimeLimits own(Duration newOwn) {
    return new TimeLimits(newOwn, tree);
  }

  TimeLimits tree(Duration newTree) {
    return new TimeLimits(own, newTree);
  }

  /** When a tree that is launched now has to have ended, no later than the tree around it. */
  @Nullable Instant treeDeadline(Instant now, @Nullable Instant around) {
    if (tree == null) {
      return around;
    }
    Instant mine = now.plus(tree);
    return around == null || mine.isBefore(around) ? mine : around;
  }
}
