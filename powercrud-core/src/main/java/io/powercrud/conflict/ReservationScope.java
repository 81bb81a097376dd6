package io.powercrud.conflict;

/** How long a descendant stays reserved. */
public enum ReservationScope {
  /** Until the root task ends. */
  ROOT_TASK,
  /**
   * Until the chunk in which it was reserved has committed: for derived data, which the next task
   * may change at once.
   */
  CHUNK
}
