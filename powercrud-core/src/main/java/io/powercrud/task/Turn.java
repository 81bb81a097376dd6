package io.powercrud.task;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When it is a task's turn to start: not before its time, then those of higher priority first, and
 * among these in the order in which they became due and were launched.
 *
 * @param priority from {@value #LOWEST} to {@value #HIGHEST}, higher first
 * @param startAt not before that, by the database's time; null for as soon as it is launched
 */
public record Turn(int priority, @Nullable Instant startAt) {

  /** The lowest priority. */
  public static final int LOWEST = -100;

  /** The highest priority. */
  public static final int HIGHEST = 100;

  /** The longest time that a task can be launched ahead. */
  public static final Duration LONGEST_DELAY = Duration.ofDays(3_650);

  /** At once, and neither before nor after the others. */
  public static final Turn NEXT = new Turn(0, null);

  /**
   * A turn of the given values.
   *
   * @throws IllegalArgumentException if there is no such priority
   */
  public Turn {
    requirePriority(priority);
  }

  static int requirePriority(int priority) {
    if (priority < LOWEST || priority > HIGHEST) {
      throw new IllegalArgumentException(
          "A priority is from %d to %d, not %d".formatted(LOWEST, HIGHEST, priority));
    }
    return priority;
  }

  static Duration requireDelay(Duration delay) {
    if (delay.isNegative() || delay.compareTo(LONGEST_DELAY) > 0) {
      throw new IllegalArgumentException(
          "A task starts at once or within %d days, not after %s"
              .formatted(LONGEST_DELAY.toDays(), delay));
    }
    return delay;
  }
}
