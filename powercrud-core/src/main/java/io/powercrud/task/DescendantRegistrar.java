package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import java.time.Duration;
import java.util.Collection;
import java.util.function.Supplier;

/**
 * Reserves descendants for one attempt and answers for the children that it launches, at once where
 * it is delivered by an engine and in the caller's transaction otherwise.
 */
interface DescendantRegistrar {

  ReserveResult reserve(Attempt attempt, Collection<RecordKey> records, ReservationScope scope);

  /**
   * Reserves the records and waits for those that others hold, outside of any transaction.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  ReserveResult reserveWaiting(
      Attempt attempt,
      Collection<RecordKey> records,
      ReservationScope scope,
      Duration longest,
      Runnable checkpoint)
      throws InterruptedException;

  /** Whether the caller is in a transaction, in which nobody may wait. */
  boolean isInTransaction();

  /** Reserves the records, and keeps the other tasks of the tree from doing this with them. */
  ReserveResult reserveExclusively(Attempt attempt, Collection<RecordKey> records);

  /** Releases what was reserved for the chunk that has committed. */
  void releaseChunk(Attempt attempt);

  /** Runs work that stands or falls with the attempt. */
  <T> T fenced(Attempt attempt, Supplier<T> work);

  /** The stores that it works with. */
  Stores stores();

  /** Notes, whatever the caller's transaction becomes, that work has outlived the attempt. */
  default void noteEscapedWork(Attempt attempt, String thread) {
    stores()
        .transactions()
        .separate(
            () -> {
              stores().tasks().noteEscapedWork(attempt.task(), thread);
              return attempt;
            });
  }

  /** Whether this reserved the record and knows that it was not released since. */
  boolean holds(RecordKey record);

  /** Whether another run may supersede the one that this reserves for. */
  boolean mayBeSuperseded();

  /**
   * Has the caller's transaction, in which children are launched, commit only if the attempt is
   * still at its work.
   */
  void answerForChildren(Attempt attempt);

  /** Whether the task of the attempt has children, whichever attempt launched them. */
  default boolean hasChildren(Attempt attempt) {
    return !stores().tasks().countChildren(attempt.task()).isEmpty();
  }

  /**
   * In committed transactions of their own, that prove the attempt: others see it though the
   * handler's work is not committed. For a single attempt.
   */
  static DescendantRegistrar immediate(TaskPorts ports) {
    return new ImmediateRegistrar(ports);
  }

  /** In the transaction that the whole task is in. */
  static DescendantRegistrar joining(Stores stores) {
    return new DescendantRegistrar() {
      @Override
      public Stores stores() {
        return stores;
      }

      @Override
      public ReserveResult reserve(
          Attempt attempt, Collection<RecordKey> records, ReservationScope scope) {
        return stores
            .conflicts()
            .reserveDescendants(attempt.task(), attempt.root(), records, scope);
      }

      @Override
      public ReserveResult reserveWaiting(
          Attempt attempt,
          Collection<RecordKey> records,
          ReservationScope scope,
          Duration longest,
          Runnable checkpoint) {
        return reserve(attempt, records, scope);
      }

      @Override
      public boolean isInTransaction() {
        return true;
      }

      @Override
      public ReserveResult reserveExclusively(Attempt attempt, Collection<RecordKey> records) {
        ReserveResult reserved = reserve(attempt, records, ReservationScope.ROOT_TASK);
        return reserved instanceof ReserveResult.Reserved
            ? stores.conflicts().claimExclusively(attempt.task(), attempt.root(), records)
            : reserved;
      }

      @Override
      public void answerForChildren(Attempt attempt) {
        if (stores.tasks().find(attempt.task()).isEmpty()) {
          throw new IllegalStateException(
              "Task %s is done at once in a transaction that has not committed; launch its children in that transaction, not in another"
                  .formatted(attempt.task()));
        }
      }

      @Override
      public void releaseChunk(Attempt attempt) {
        stores.conflicts().releaseChunk(attempt.task(), attempt.root());
      }

      @Override
      public <T> T fenced(Attempt attempt, Supplier<T> work) {
        return stores.transactions().join(work);
      }

      @Override
      public boolean holds(RecordKey record) {
        return false;
      }

      @Override
      public boolean mayBeSuperseded() {
        return false;
      }
    };
  }
}
