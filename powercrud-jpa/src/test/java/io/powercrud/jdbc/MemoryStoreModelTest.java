package io.powercrud.jdbc;

import io.powercrud.test.StoresUnderTest;

class MemoryStoreModelTest extends StoreModelContract {
  @Override
  StoresUnderTest open() {
    return MemoryStoresUnderTest.open();
  }
}
