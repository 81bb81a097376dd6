package io.powercrud.bulk;

import java.time.Duration;

/**
 * The limits of bulk operations, the same for every way in.
 *
 * @param chunkSize how many records are changed in one transaction
 * @param maxIds how many records can be named one by one, or changed before a call returns
 * @param maxMatching how many records a filter may match
 * @param maxOpenTasks how many tasks that have not ended a user may have when he asks for one more
 *     in the background
 * @param conflictWait how long a running operation waits for a descendant that another task holds,
 *     before the record fails that needs it
 * @param fairnessPause how long it steps back after a chunk at most, so that another task can get
 *     the descendants that it has released
 * @param overlapChunks whether a chunk may be begun while the one before it is being committed, for
 *     which a task needs a second connection; done only where a bulk update changes nothing but the
 *     records themselves
 * @param retries how often a transaction that another one was in the way of is done again before
 *     one of its records is blamed; 0 for never
 * @param retryPause how long it is waited before the first of these; about twice as long before
 *     each further one, and {@link #LONGEST_RETRY_PAUSE} at most
 */
public record BulkSettings(
    int chunkSize,
    int maxIds,
    int maxMatching,
    int maxOpenTasks,
    Duration conflictWait,
    Duration fairnessPause,
    boolean overlapChunks,
    int retries,
    Duration retryPause) {

  /** The longest pause before something is done again. */
  public static final Duration LONGEST_RETRY_PAUSE = Duration.ofSeconds(5);

  /**
   * Chunks of 500 that overlap, 10,000 ids, a million records, 20 tasks, 30 seconds and one, and
   * three retries after 100 milliseconds.
   */
  public static final BulkSettings DEFAULTS =
      new BulkSettings(
          500,
          10_000,
          1_000_000,
          20,
          Duration.ofSeconds(30),
          Duration.ofSeconds(1),
          true,
          3,
          Duration.ofMillis(100));

  /** The largest chunk. */
  static final int MAX_CHUNK_SIZE = 5_000;

  /**
   * The given settings.
   *
   * @throws IllegalArgumentException if a number is not positive, the chunk is larger than 5,000
   *     records, a duration is negative, or the pause before a retry is longer than {@link
   *     #LONGEST_RETRY_PAUSE}
   */
  public BulkSettings {
    if (chunkSize < 1 || chunkSize > MAX_CHUNK_SIZE) {
      throw new IllegalArgumentException(
          "A chunk has 1 to %,d records, not %d".formatted(MAX_CHUNK_SIZE, chunkSize));
    }
    if (maxIds < 1 || maxMatching < 1 || maxOpenTasks < 1) {
      throw new IllegalArgumentException(
          "The limits of a bulk operation are at least 1, not %d ids, %d matching records and %d open tasks"
              .formatted(maxIds, maxMatching, maxOpenTasks));
    }
    if (retries < 0) {
      throw new IllegalArgumentException(
          "A chunk is done again 0 times or more, not %d".formatted(retries));
    }
    if (retryPause.isNegative() || retryPause.compareTo(LONGEST_RETRY_PAUSE) > 0) {
      throw new IllegalArgumentException(
          "The pause before a chunk is done again takes 0 to %s, not %s"
              .formatted(LONGEST_RETRY_PAUSE, retryPause));
    }
    if (conflictWait.isNegative() || fairnessPause.isNegative()) {
      throw new IllegalArgumentException(
          "Durations must not be negative, unlike %s and %s"
              .formatted(conflictWait, fairnessPause));
    }
  }

  /** The same settings with other retries. */
  public BulkSettings retries(int newRetries, Duration newRetryPause) {
    return new BulkSettings(
        chunkSize,
        maxIds,
        maxMatching,
        maxOpenTasks,
        conflictWait,
        fairnessPause,
        overlapChunks,
        newRetries,
        newRetryPause);
  }
}
