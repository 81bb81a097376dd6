package io.powercrud.bulk;

import io.powercrud.TaskKey;
import io.powercrud.conflict.OnConflict;
import java.time.LocalDateTime;

/**
 * For which task a set of records is frozen, and what happens to those that another task holds.
 *
 * @param task the task
 * @param root the root of its tree, which becomes the holder
 * @param entityType the type in the records' keys
 * @param onConflict what happens to held records
 * @param at when, in UTC
 */
record Freeze(
    TaskKey task, TaskKey root, String entityType, OnConflict onConflict, LocalDateTime at) {
  static final String UNTIL_ROOT_ENDS = "R";
  static final short HELD = 1;

  /**
   * Whether it matters who holds a record already: a root's own records are held once, and skipped
   * ones not at all.
   */
  boolean asksForHolders() {
    return onConflict == OnConflict.SKIP || (onConflict == OnConflict.REFUSE && !task.equals(root));
  }
}
