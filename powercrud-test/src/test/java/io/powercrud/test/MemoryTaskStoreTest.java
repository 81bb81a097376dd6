package io.powercrud.test;

class MemoryTaskStoreTest extends TaskStoreContract {

  @Override
  protected StoresUnderTest open() {
    return MemoryStores.open();
  }
}
