package io.powercrud.task;

/** What the store says of an attempt that is still running. */
public enum AttemptState {
  /** It is the newest, and may go on. */
  CURRENT,
  /** It is the newest, and somebody asked for the task to be cancelled. */
  CANCEL_REQUESTED,
  /** A newer attempt began, or the task has ended: it must stop and may not write. */
  LOST
}
