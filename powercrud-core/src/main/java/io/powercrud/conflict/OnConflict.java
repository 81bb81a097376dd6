package io.powercrud.conflict;

/** What a launch does about records that another task holds. */
public enum OnConflict {
  /** The launch is refused, and nothing is reserved. */
  REFUSE,
  /** The records that are held are left out and reported as skipped; the rest is reserved. */
  SKIP,
  /** The task is queued, and starts when all of its records are free. */
  WAIT
}
