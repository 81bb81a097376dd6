package io.powercrud.boot;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.powercrud.engine.Leftover;
import io.powercrud.engine.RetentionCleanup;

/** Counters of what this node found when it cleaned up, and should not have been there. */
record CleanupMeters(RetentionCleanup cleanup) implements MeterBinder {

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Leftover kind : Leftover.values()) {
      FunctionCounter.builder("powercrud.leftovers", cleanup, found -> (double) found.found(kind))
          .description("Rows that were left of tasks that have ended, and were removed")
          .tag("kind", kind.name())
          .register(registry);
    }
    FunctionCounter.builder("powercrud.tasks.revived", cleanup, found -> (double) found.revived())
        .description("Open tasks that were not in the queue, and were enqueued again")
        .register(registry);
  }
}
