package io.powercrud.conflict;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The port to the store of reservations: which record is being changed by which task.
 *
 * <p>Every method joins the transaction that the caller is in and opens its own otherwise. A record
 * that the same root task already holds is no conflict. Implementations are thread-safe, and make a
 * set of records a constant number of statements per 10,000 of them.
 *
 * <p>Where the database answers contention by rolling the caller's whole transaction back, there is
 * no transaction left to go on in, and the reserving methods throw a {@link BusyException} instead
 * of returning {@link ReserveResult.Busy}.
 */
public interface ConflictStore {

  /**
   * Reserves the targets of a task that is being launched, and numbers them in the given order.
   *
   * <p>{@link OnConflict#WAIT} writes the targets down and reserves none of them; {@link
   * #claimTargets} does that later.
   *
   * @param task the task that will change the records
   * @param root the root of its tree, which becomes the holder; the same key for a task that is no
   *     child
   * @param targets the records in the order in which they are to be changed, without repetition;
   *     may be empty
   * @param onConflict what to do about records that another task holds
   */
  ReserveResult reserveTargets(
      TaskKey task, TaskKey root, Collection<RecordKey> targets, OnConflict onConflict);

  /**
   * Writes targets of a task down that are left out from the beginning, so that they are numbered
   * behind its others and never reserved; in the transaction of the launch.
   *
   * @param task the task
   * @param root the root of its tree
   * @param targets the records that are left out; may be empty
   * @param others how many targets it has already
   * @param reason why they are left out
   */
  void leaveOutTargets(
      TaskKey task, TaskKey root, Collection<RecordKey> targets, long others, String reason);

  /**
   * Reserves all targets that a launch with {@link OnConflict#WAIT} wrote down, or none of them.
   *
   * @param task the task whose targets they are
   * @param root the root of its tree
   */
  ReserveResult claimTargets(TaskKey task, TaskKey root);

  /**
   * Reserves records that a running task comes to need, all of them or none. A record that the tree
   * holds already stays reserved for as long as it was reserved first.
   *
   * @param task the task that registers them
   * @param root the root of its tree, which becomes the holder
   * @param descendants the records; repetition does no harm; may be empty
   * @param scope how long they stay reserved
   */
  ReserveResult reserveDescendants(
      TaskKey task, TaskKey root, Collection<RecordKey> descendants, ReservationScope scope);

  /**
   * Keeps records that the root holds until it ends, though one of its tasks reserved them for a
   * chunk only, because another of its tasks counts on them.
   *
   * @return whether the root holds all of them until it ends; false where a chunk released one
   */
  boolean keepUntilRootEnds(TaskKey root, Collection<RecordKey> records);

  /**
   * Keeps the other tasks of the same tree from claiming records that the root holds: all of them
   * or none.
   *
   * @param task the task that claims them, until it ends
   * @param root the root of its tree, which holds them
   * @param records the records; repetition does no harm; may be empty
   * @return {@link ReserveResult.Refused} names the task that claimed a record
   */
  ReserveResult claimExclusively(TaskKey task, TaskKey root, Collection<RecordKey> records);

  /** Gives up what this task claimed exclusively. */
  void releaseExclusive(TaskKey task);

  /**
   * Releases the descendants of this task that were reserved for the chunk that has now committed.
   */
  void releaseChunk(TaskKey task, TaskKey root);

  /**
   * Releases whatever the root task holds, its children's records included, and forgets what they
   * were launched on.
   */
  void release(TaskKey root);

  /**
   * Who holds which of these records, in one statement.
   *
   * @return a conflict for each record that is held, by any task; records that are free are absent
   */
  Map<RecordKey, Conflict> holders(Collection<RecordKey> records);

  /**
   * Demands that no task holds any of these records.
   *
   * <p>For statements that no guard sees: called after the statement and before the commit, in the
   * same transaction, it fails where a task reserved one of the records first, and a task that
   * reserves one later finds what the statement wrote.
   *
   * @throws ConflictException if a task holds one of the records
   */
  default void requireFree(Collection<RecordKey> records) {
    requireFree(records, null);
  }

  /**
   * Demands that no task but this one holds any of these records.
   *
   * @param root the root task that may hold them, or null where none may
   * @throws ConflictException if another task holds one of the records
   */
  default void requireFree(Collection<RecordKey> records, @Nullable TaskKey root) {
    Conflicts.ofOthers(holders(records), root)
        .ifPresent(
            conflicts -> {
              throw new ConflictException(conflicts);
            });
  }

  /** How many records the root task holds now. */
  long count(TaskKey root);

  /** How many records each of these root tasks holds now; a task that holds none may be absent. */
  default Map<TaskKey, Long> counts(Collection<TaskKey> roots) {
    return roots.stream().distinct().collect(Collectors.toMap(root -> root, this::count));
  }
}
