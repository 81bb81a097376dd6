package io.powercrud.task;

/**
 * How many records of a task ended how, counted from committed rows.
 *
 * @param changed records that were changed or deleted
 * @param unchanged records that were so already
 * @param failed records that could not be changed
 * @param skipped records that were not tried: missing, out of the caller's scope, or held by
 *     another task
 */
public record Counts(long changed, long unchanged, long failed, long skipped) {

  /** Nothing was counted yet. */
  public static final Counts NONE = new Counts(0, 0, 0, 0);

  /** The sum of both. */
  public Counts plus(Counts other) {
    return new Counts(
        changed + other.changed,
        unchanged + other.unchanged,
        failed + other.failed,
        skipped + other.skipped);
  }

  /** How many records were counted in all. */
  public long total() {
    return changed + unchanged + failed + skipped;
  }
}
