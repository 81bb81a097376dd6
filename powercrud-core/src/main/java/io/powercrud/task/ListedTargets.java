package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReserveResult;
import java.util.Collection;
import java.util.List;

/** Targets that were named one by one. */
final class ListedTargets implements Targets {

  private final List<RecordKey> records;
  private final ConflictStore conflicts;

  ListedTargets(Collection<RecordKey> records, ConflictStore conflicts) {
    this.records = records.stream().distinct().toList();
    this.conflicts = conflicts;
  }

  @Override
  public ReserveResult reserve(TaskKey task, TaskKey root, OnConflict onConflict) {
    return conflicts.reserveTargets(task, root, records, onConflict);
  }

  @Override
  public long count() {
    return records.size();
  }

  @Override
  public Collection<RecordKey> records() {
    return records;
  }
}
