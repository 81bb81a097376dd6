package io.powercrud.test;

class MemoryWaitsTest extends WaitsContract {

  @Override
  protected StoresUnderTest open() {
    return MemoryStores.open();
  }
}
