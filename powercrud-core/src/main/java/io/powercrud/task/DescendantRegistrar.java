package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import java.util.Collection;

/**
 * Reserves descendants for one attempt, at once where it is delivered by an engine and in the
 * caller's transaction otherwise.
 */
@FunctionalInterface
interface DescendantRegistrar {

  ReserveResult reserve(Attempt attempt, Collection<RecordKey> records, ReservationScope scope);

  /**
   * In a committed transaction of its own, that proves the attempt: others see it though the
   * handler's work is not committed.
   */
  static DescendantRegistrar immediate(Stores immediate) {
    return (attempt, records, scope) -> {
      try {
        return immediate
            .transactions()
            .fenced(attempt, () -> reserve(immediate, attempt, records, scope));
      } catch (BusyException e) {
        return new ReserveResult.Busy(e.reason());
      }
    };
  }

  /** In the transaction that the whole task is in. */
  static DescendantRegistrar joining(Stores stores) {
    return (attempt, records, scope) -> reserve(stores, attempt, records, scope);
  }

  private static ReserveResult reserve(
      Stores stores, Attempt attempt, Collection<RecordKey> records, ReservationScope scope) {
    return stores.conflicts().reserveDescendants(attempt.task(), attempt.root(), records, scope);
  }
}
