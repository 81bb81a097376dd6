package io.powercrud.bulk;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Work on a thread of its own, beside the test's. The common pool won't do: from JDK 25 on it has a
 * single thread on two processors, and of two tasks that need each other the second never begins.
 */
final class Alongside {

  private Alongside() {}

  static <T> CompletableFuture<T> begin(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, command -> new Thread(command, "alongside").start());
  }
}
