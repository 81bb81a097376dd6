package io.powercrud.engine;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads with a name that says whose they are, numbered from 1. */
final class WorkerThreads {

  private WorkerThreads() {}

  static ThreadFactory named(String prefix) {
    AtomicInteger number = new AtomicInteger();
    return work -> new Thread(work, prefix + "-" + number.incrementAndGet());
  }
}
