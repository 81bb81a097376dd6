package io.powercrud.jdbc;

import io.powercrud.task.TaskPorts;
import io.powercrud.test.StoresUnderTest;
import io.powercrud.test.TaskTestKit;

/** The stores of the test kit, empty. */
final class MemoryStoresUnderTest {

  private MemoryStoresUnderTest() {}

  static StoresUnderTest open() {
    TaskTestKit kit = TaskTestKit.with();
    TaskPorts ports = kit.ports();
    return new StoresUnderTest(ports.stores(), ports.immediate(), ports.progress(), kit.clock());
  }
}
