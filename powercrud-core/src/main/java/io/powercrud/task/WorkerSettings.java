package io.powercrud.task;

import java.time.Duration;

/**
 * How the worker of a node treats tasks.
 *
 * @param maxAttempts how many attempts a task gets before it ends as failed, at least 1
 * @param unknownFor how long after its launch a task that no node knows is waited with, before it
 *     ends as failed
 * @param putOff how long a task that can't run here and now is put off
 */
public record WorkerSettings(int maxAttempts, Duration unknownFor, Duration putOff) {

  /** Five attempts, a day for what nobody knows, a second between two looks. */
  public static final WorkerSettings DEFAULTS =
      new WorkerSettings(5, Duration.ofDays(1), Duration.ofSeconds(1));

  /**
   * The given settings.
   *
   * @throws IllegalArgumentException if a number or a duration is not positive
   */
  public WorkerSettings {
    if (maxAttempts < 1) {
      throw new IllegalArgumentException(
          "A task needs at least 1 attempt, not %d".formatted(maxAttempts));
    }
    if (unknownFor.isNegative() || putOff.isNegative() || putOff.isZero()) {
      throw new IllegalArgumentException(
          "Durations must be positive, not %s and %s".formatted(unknownFor, putOff));
    }
  }
}
