package io.powercrud.conflict;

/** What became of an attempt to reserve records: a value, because contention is expected. */
public sealed interface ReserveResult {

  /**
   * Every record asked for is now held.
   *
   * @param reserved how many records were newly reserved
   * @param skipped how many were left out because another task holds them; 0 unless skipping was
   *     asked for
   */
  record Reserved(long reserved, long skipped) implements ReserveResult {}

  /**
   * Nothing was reserved, because other tasks hold some of the records.
   *
   * @param conflicts the records that are held, and by whom
   */
  record Refused(Conflicts conflicts) implements ReserveResult {}

  /**
   * Nothing was reserved, because another transaction is reserving some of the records at this
   * moment.
   *
   * @param reason what the database said, for people; never null
   */
  record Busy(String reason) implements ReserveResult {}

  /**
   * Nothing was reserved, because the task and others waited for each other, and it gave way.
   *
   * @param deadlock who waited for whom
   */
  record Deadlocked(Deadlock deadlock) implements ReserveResult {}

  /**
   * Demands that the records were reserved.
   *
   * @return the number of records newly reserved
   * @throws ConflictException if the reservation was refused; a {@link DeadlockException} where
   *     that was for a deadlock
   * @throws BusyException if another transaction was in the way
   */
  default long orThrow() {
    if (this instanceof Refused refused) {
      throw new ConflictException(refused.conflicts());
    }
    if (this instanceof Deadlocked deadlocked) {
      throw new DeadlockException(deadlocked.deadlock());
    }
    if (this instanceof Busy busy) {
      throw new BusyException(busy.reason());
    }
    return ((Reserved) this).reserved();
  }
}
