package io.powercrud.jdbc;

import io.powercrud.test.StoresUnderTest;

class MemoryTaskModelTest extends TaskModelContract {
  @Override
  StoresUnderTest open() {
    return MemoryStoresUnderTest.open();
  }
}
