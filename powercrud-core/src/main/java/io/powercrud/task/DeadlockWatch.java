package io.powercrud.task;

import io.powercrud.conflict.Deadlock;
import io.powercrud.conflict.Waiter;
import io.powercrud.conflict.Waits;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Breaks the rings in which tasks wait for each other. Each waiter looks for those that it is a
 * part of after it has noted its wait, so whoever closes a ring sees it; the one who has to give
 * way is found by all alike.
 *
 * @param waits who waits for whom
 * @param engine what a waiter in the queue is hastened by
 */
record DeadlockWatch(Waits waits, TaskEngine engine) {

  private static final Logger log = LoggerFactory.getLogger(DeadlockWatch.class);

  /** The deadlock because of which this waiter has to give way; another one's is told to it. */
  Optional<Deadlock> of(Waiter waiter) {
    Optional<Deadlock> deadlock = Deadlock.of(waiter, waits.all());
    if (deadlock.isEmpty()) {
      return deadlock;
    }
    Waiter victim = deadlock.get().victim().waiter();
    if (victim.id().equals(waiter.id())) {
      log.warn("A {}", deadlock.get());
      return deadlock;
    }
    if (victim.isQueued()) {
      engine.hasten(victim.task());
    } else {
      waits.wake(victim.root());
    }
    return Optional.empty();
  }
}
