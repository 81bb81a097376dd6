package io.powercrud.task;

import java.time.Duration;

/**
 * How the worker of a node treats tasks.
 *
 * @param maxAttempts how many attempts at a task may be broken off, by the death of their node for
 *     instance, before it ends as failed, at least 1; attempts that were handed over don't count
 * @param unknownFor how long a task that no node knows is left to others, before it ends as failed
 * @param putOff how long a task that can't run here and now is put off
 */
public record WorkerSettings(int maxAttempts, Duration unknownFor, Duration putOff) {

  /** Five attempts broken off, a day for what nobody knows, a second between two looks. */
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
