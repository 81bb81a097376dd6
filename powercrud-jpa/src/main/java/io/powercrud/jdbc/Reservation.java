package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import io.powercrud.conflict.ReservationScope;
import java.time.Instant;

/**
 * For which task records are written down, and for how long.
 *
 * @param task the task
 * @param root the root of its tree, which becomes the holder
 * @param scope {@code R} until the root ends, {@code C} until the chunk commits
 * @param at when
 */
record Reservation(TaskKey task, TaskKey root, String scope, Instant at) {

  static Reservation ofTargets(TaskKey task, TaskKey root, Instant at) {
    return new Reservation(task, root, "R", at);
  }

  static Reservation ofDescendants(TaskKey task, TaskKey root, ReservationScope scope, Instant at) {
    return new Reservation(task, root, scope == ReservationScope.CHUNK ? "C" : "R", at);
  }
}
