package io.powercrud.drill;

import java.time.Duration;

/** Lets time pass, in which the cluster goes on with its work. */
final class Lapse {

  private Lapse() {}

  static void of(Duration duration) {
    try {
      Thread.sleep(duration.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("The drill was interrupted", e);
    }
  }
}
