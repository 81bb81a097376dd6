package io.powercrud.test;

class MemoryTaskSearchTest extends TaskSearchContract {

  @Override
  protected StoresUnderTest open() {
    return MemoryStores.open();
  }
}
