package io.powercrud.test;

import io.powercrud.task.Stores;

/** Stores in memory, as a suite wants them. */
final class MemoryStores {

  private MemoryStores() {}

  static StoresUnderTest open() {
    SettableClock clock = new SettableClock(StoreContract.START);
    MemoryTransactions transactions = new MemoryTransactions();
    MemoryTaskStore tasks = new MemoryTaskStore(transactions);
    MemoryConflictStore conflicts =
        new MemoryConflictStore(
            transactions,
            clock,
            key -> tasks.find(key).map(task -> task.caller().name()).orElse(null));
    MemoryWaits waits = new MemoryWaits(transactions, tasks, conflicts, clock);
    Stores stores = new Stores(tasks, conflicts, waits, transactions);
    return new StoresUnderTest(stores, stores, tasks, clock);
  }
}
