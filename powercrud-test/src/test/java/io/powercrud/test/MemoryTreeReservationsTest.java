package io.powercrud.test;

class MemoryTreeReservationsTest extends TreeReservationsContract {

  @Override
  protected StoresUnderTest open() {
    return MemoryStores.open();
  }
}
