package io.powercrud.bulk;

/** When a bulk operation is carried out. */
public enum BulkMode {
  /** At once where it is on fewer records than the resource's threshold, as a task otherwise. */
  AUTO,
  /** Before the call returns, as one transaction in which all records are changed or none. */
  SYNC,
  /** In the background, whatever the number of records. */
  ASYNC
}
