package io.powercrud.test;

class MemoryTransactionsTest extends TransactionsContract {

  @Override
  protected StoresUnderTest open() {
    return MemoryStores.open();
  }
}
