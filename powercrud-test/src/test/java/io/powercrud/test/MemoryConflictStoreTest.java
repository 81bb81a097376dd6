package io.powercrud.test;

class MemoryConflictStoreTest extends ConflictStoreContract {

  @Override
  protected StoresUnderTest open() {
    return MemoryStores.open();
  }
}
