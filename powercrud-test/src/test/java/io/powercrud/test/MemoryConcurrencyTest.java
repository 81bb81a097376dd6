package io.powercrud.test;

class MemoryConcurrencyTest extends ConcurrencyContract {

  @Override
  protected StoresUnderTest open() {
    return MemoryStores.open();
  }
}
