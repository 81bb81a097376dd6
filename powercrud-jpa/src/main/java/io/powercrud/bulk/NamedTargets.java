package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.resource.MatchingRecords;
import io.powercrud.task.Targets;
import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Records that were named one by one. Anybody can name any id, so those that don't exist or are not
 * for the caller are left out before one is reserved, and he doesn't learn who holds them.
 *
 * @param named the records
 * @param allowed those that the caller may change
 * @param entityManager where they are looked up
 * @param conflicts where they are reserved
 */
record NamedTargets(
    List<RecordKey> named,
    MatchingRecords<?> allowed,
    EntityManager entityManager,
    ConflictStore conflicts)
    implements Targets {

  @Override
  public ReserveResult reserve(TaskKey task, TaskKey root, OnConflict onConflict) {
    Set<RecordKey> present = present();
    List<RecordKey> targets = named.stream().filter(present::contains).toList();
    List<RecordKey> missing = named.stream().filter(Predicate.not(present::contains)).toList();
    ReserveResult result = conflicts.reserveTargets(task, root, targets, onConflict);
    if (!(result instanceof ReserveResult.Reserved reserved)) {
      return result;
    }
    conflicts.leaveOutTargets(task, root, missing, targets.size(), RecordWork.MISSING);
    return new ReserveResult.Reserved(reserved.reserved(), reserved.skipped() + missing.size());
  }

  private Set<RecordKey> present() {
    return allowed.keysAmong(named, entityManager);
  }

  @Override
  public long count() {
    return named.size();
  }

  @Override
  public Collection<RecordKey> records() {
    return named.stream().filter(present()::contains).toList();
  }
}
