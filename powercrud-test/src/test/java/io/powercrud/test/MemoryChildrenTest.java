package io.powercrud.test;

class MemoryChildrenTest extends ChildrenContract {

  @Override
  protected StoresUnderTest open() {
    return MemoryStores.open();
  }
}
