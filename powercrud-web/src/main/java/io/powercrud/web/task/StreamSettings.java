package io.powercrud.web.task;

import java.time.Duration;

/**
 * How tasks are followed through streams of events.
 *
 * @param interval how long the store is left alone between two looks at the tasks that are followed
 * @param longest how long a stream lasts at most; its client signs in again for the next one
 * @param most how many streams this node has at once
 */
public record StreamSettings(Duration interval, Duration longest, int most) {

  /** Two looks a second, ten minutes, and 200 streams. */
  public static final StreamSettings DEFAULTS =
      new StreamSettings(Duration.ofMillis(500), Duration.ofMinutes(10), 200);

  /**
   * The given settings.
   *
   * @throws IllegalArgumentException if a value is not positive
   */
  public StreamSettings {
    if (interval.isNegative() || interval.isZero() || longest.isNegative() || longest.isZero()) {
      throw new IllegalArgumentException(
          "Durations must be positive, not %s and %s".formatted(interval, longest));
    }
    if (most < 1) {
      throw new IllegalArgumentException("At least 1 stream must be allowed, not " + most);
    }
  }
}
