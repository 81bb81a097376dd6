package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReserveResult;
import java.util.Collection;

/**
 * The records that a task is launched on, and how they come to be reserved; called in the
 * transaction of the launch.
 */
public interface Targets {

  /** Writes the targets down and reserves them, as {@link ConflictStore#reserveTargets} does. */
  ReserveResult reserve(TaskKey task, TaskKey root, OnConflict onConflict);

  /** How many records were written down for the task, held or not; asked after {@link #reserve}. */
  long count();

  /**
   * The records themselves, to be registered as descendants where the launch runs inside another
   * task.
   */
  Collection<RecordKey> records();

  /**
   * Targets that are named one by one.
   *
   * @param records the records in the order in which they are to be changed; repetition does no
   *     harm
   * @param conflicts where they are reserved
   */
  static Targets of(Collection<RecordKey> records, ConflictStore conflicts) {
    return new ListedTargets(records, conflicts);
  }
}
