package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.task.Targets;
import java.util.List;

/**
 * Targets whose keys are known one by one.
 *
 * @param records their keys in the order in which they are worked on
 * @param conflicts where they are reserved
 */
record KeyTargets(List<RecordKey> records, ConflictStore conflicts) implements Targets {

  @Override
  public ReserveResult reserve(TaskKey task, TaskKey root, OnConflict onConflict) {
    return conflicts.reserveTargets(task, root, records, onConflict);
  }

  @Override
  public long count() {
    return records.size();
  }
}
