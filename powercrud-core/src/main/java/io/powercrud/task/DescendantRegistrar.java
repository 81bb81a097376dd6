package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import java.util.Collection;

/**
 * Reserves descendants for one attempt, at once where it is delivered by an engine and in the
 * caller's transaction otherwise.
 */
interface DescendantRegistrar {

  ReserveResult reserve(Attempt attempt, Collection<RecordKey> records, ReservationScope scope);

  /** Releases what was reserved for the chunk that has committed. */
  void releaseChunk(Attempt attempt);

  /** Whether another run may supersede the one that this reserves for. */
  boolean mayBeSuperseded();

  /**
   * In committed transactions of their own, that prove the attempt: others see it though the
   * handler's work is not committed. For a single attempt.
   */
  static DescendantRegistrar immediate(Stores immediate) {
    return new ImmediateRegistrar(immediate);
  }

  /** In the transaction that the whole task is in. */
  static DescendantRegistrar joining(Stores stores) {
    return new DescendantRegistrar() {
      @Override
      public ReserveResult reserve(
          Attempt attempt, Collection<RecordKey> records, ReservationScope scope) {
        return stores
            .conflicts()
            .reserveDescendants(attempt.task(), attempt.root(), records, scope);
      }

      @Override
      public void releaseChunk(Attempt attempt) {
        stores.conflicts().releaseChunk(attempt.task(), attempt.root());
      }

      @Override
      public boolean mayBeSuperseded() {
        return false;
      }
    };
  }
}
