package io.powercrud.test;

class MemoryProgressStoreTest extends ProgressStoreContract {

  @Override
  protected StoresUnderTest open() {
    return MemoryStores.open();
  }
}
