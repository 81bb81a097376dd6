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
 */
public record BulkSettings(
    int chunkSize,
    int maxIds,
    int maxMatching,
    int maxOpenTasks,
    Duration conflictWait,
    Duration fairnessPause,
    boolean overlapChunks) {

  /** Chunks of 500 that overlap, 10,000 ids, a million records, 20 tasks, 30 seconds and one. */
  public static final BulkSettings DEFAULTS =
      new BulkSettings(
          500, 10_000, 1_000_000, 20, Duration.ofSeconds(30), Duration.ofSeconds(1), true);

  /** The largest chunk. */
  static final int MAX_CHUNK_SIZE = 5_000;

  /**
   * The given settings.
   *
   * @throws IllegalArgumentException if a number is not positive, the chunk is larger than 5,000
   *     records or a duration is negative
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
    if (conflictWait.isNegative() || fairnessPause.isNegative()) {
      throw new IllegalArgumentException(
          "Durations must not be negative, unlike %s and %s"
              .formatted(conflictWait, fairnessPause));
    }
  }
}
