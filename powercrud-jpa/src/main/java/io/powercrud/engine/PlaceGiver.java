package io.powercrud.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a node give away free places: soon after it has freed one or launched a task, and now and
 * then because others have. On a thread of its own, for it may have to wait for another node.
 */
final class PlaceGiver {

  private static final Logger log = LoggerFactory.getLogger(PlaceGiver.class);

  private final Places places;
  private final Clock clock;
  private final Duration interval;
  private final Runnable whenGiven;
  private final AtomicBoolean isAsked = new AtomicBoolean();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(WorkerThreads.named("powercrud-places"));

  PlaceGiver(Places places, Clock clock, Duration interval, Runnable whenGiven) {
    this.places = places;
    this.clock = clock;
    this.interval = interval;
    this.whenGiven = whenGiven;
  }

  void start() {
    Future<?> unused =
        thread.scheduleWithFixedDelay(
            this::give, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Once for all who ask until then. */
  void soon() {
    if (isAsked.compareAndSet(false, true)) {
      try {
        thread.execute(this::give);
      } catch (RejectedExecutionException e) {
        log.debug("Stopped, so another node gives away what is free", e);
      }
    }
  }

  private void give() {
    isAsked.set(false);
    try {
      if (places.give(clock.instant())) {
        whenGiven.run();
      }
    } catch (RuntimeException e) {
      log.warn("Places could not be given away; tried again in {}", interval, e);
    }
  }

  void stop() {
    thread.shutdownNow();
  }
}
