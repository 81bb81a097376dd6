package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import java.util.Collection;

/**
 * A reservation that several tasks of one tree may count on. What one of them reserved for its
 * chunk only is kept until the root ends, and not taken for a reservation that lasts.
 *
 * @param conflicts the store
 * @param task the task that needs the records
 * @param root the root of its tree
 */
record TreeReservation(ConflictStore conflicts, TaskKey task, TaskKey root) {

  private static final int TRIES = 3;

  static TreeReservation of(ConflictStore conflicts, Attempt attempt) {
    return new TreeReservation(conflicts, attempt.task(), attempt.root());
  }

  ReserveResult reserve(Collection<RecordKey> records) {
    for (int tries = 0; tries < TRIES; tries++) {
      ReserveResult result =
          conflicts.reserveDescendants(task, root, records, ReservationScope.ROOT_TASK);
      if (!(result instanceof ReserveResult.Reserved)
          || conflicts.keepUntilRootEnds(root, records)) {
        return result;
      }
    }
    return new ReserveResult.Busy(
        "Another task of the same tree reserves and releases some of the records at this moment.");
  }
}
