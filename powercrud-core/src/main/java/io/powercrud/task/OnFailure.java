package io.powercrud.task;

/** What it means for the parent of a child task that the child was not wholly done. */
public enum OnFailure {
  /** A child that failed or was cancelled fails the parent; a partial one makes it partial. */
  FAIL_PARENT,
  /** A child that failed, was cancelled or is partial makes the parent partial. */
  MAKE_PARENT_PARTIAL,
  /** Nothing: the parent waits for the child all the same. */
  IGNORE
}
