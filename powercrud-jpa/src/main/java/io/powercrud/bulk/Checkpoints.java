package io.powercrud.bulk;

import io.powercrud.task.TaskContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The points between the records of a task where it may stop. A record takes a millisecond, and
 * nobody who cancels is that fast: not at each of them is it asked. Thread-safe.
 */
final class Checkpoints {

  static final Duration INTERVAL = Duration.ofMillis(250);

  private final TaskContext context;
  private final Clock clock;
  private @Nullable Instant last;

  Checkpoints(TaskContext context, Clock clock) {
    this.context = context;
    this.clock = clock;
  }

  /** Stops here by an exception if the task is to stop and was not asked for a while. */
  void pass() {
    if (isDue()) {
      context.check();
    }
  }

  private synchronized boolean isDue() {
    Instant now = clock.instant();
    if (last != null && now.isBefore(last.plus(INTERVAL))) {
      return false;
    }
    last = now;
    return true;
  }
}
