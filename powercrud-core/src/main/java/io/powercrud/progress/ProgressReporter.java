package io.powercrud.progress;

import io.powercrud.TaskKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reports of one running task on their way to the store: at most four a second, never
 * backwards, and the last one exact.
 *
 * <p>Thread-safe: several threads of one task may report.
 */
public final class ProgressReporter {

  /** The shortest time between two writes of one task. */
  public static final Duration INTERVAL = Duration.ofMillis(250);

  private static final Logger log = LoggerFactory.getLogger(ProgressReporter.class);

  private final TaskKey task;
  private final ProgressStore store;
  private final Clock clock;
  private final ReentrantLock writing = new ReentrantLock();
  private Progress current;
  private boolean written = true;
  private boolean finished;
  private @Nullable Instant lastWrite;
  private boolean cancelRequested;

  /**
   * A reporter that starts from what the store holds, so that a task that was taken over doesn't
   * run backwards.
   */
  public ProgressReporter(TaskKey task, ProgressStore store, Clock clock) {
    this.task = task;
    this.store = store;
    this.clock = clock;
    this.current = store.read(task);
  }

  /** Reports what is being done; the numbers stay as they are. */
  public void report(String message) {
    accept(before -> before.withMessage(message));
  }

  /** Reports how much is done; the message stays as it is. */
  public void report(long done, long total) {
    accept(before -> new Progress(done, total, before.message()));
  }

  /** Reports how much is done and what is being done. */
  public void report(long done, long total, String message) {
    accept(before -> new Progress(done, total, message));
  }

  /** The work itself stops for a write only where nobody else has seen to it for a while. */
  private void accept(UnaryOperator<Progress> report) {
    note(report);
    writeIfOlderThan(INTERVAL.multipliedBy(2));
  }

  private synchronized void note(UnaryOperator<Progress> report) {
    if (!finished) {
      current = report.apply(current).notBehind(current);
      written = false;
    }
  }

  /**
   * Writes the last report if the store doesn't have it yet and the last write is long enough ago.
   * A store that can't be reached is tried again later: a report that is lost is no reason to lose
   * the work. Whoever runs tasks calls this every {@link #INTERVAL}, beside their work.
   */
  public void writeIfDue() {
    writeIfOlderThan(INTERVAL);
  }

  private void writeIfOlderThan(Duration age) {
    if (!writing.tryLock()) {
      return;
    }
    try {
      takeIfOlderThan(age).ifPresent(this::write);
    } finally {
      writing.unlock();
    }
  }

  private synchronized Optional<Progress> takeIfOlderThan(Duration age) {
    Instant now = clock.instant();
    if (written || finished || !isOlderThan(age, now)) {
      return Optional.empty();
    }
    lastWrite = now;
    written = true;
    return Optional.of(current);
  }

  private boolean isOlderThan(Duration age, Instant now) {
    return lastWrite == null || now.isBefore(lastWrite) || !now.isBefore(lastWrite.plus(age));
  }

  private void write(Progress progress) {
    try {
      boolean cancel = store.write(task, progress);
      synchronized (this) {
        cancelRequested |= cancel;
      }
    } catch (RuntimeException e) {
      synchronized (this) {
        written = false;
      }
      log.warn("The progress of task {} could not be written", task, e);
    }
  }

  /** Takes the last report out, to be kept with the task's end; what comes later is ignored. */
  public Progress finish() {
    writing.lock();
    try {
      synchronized (this) {
        finished = true;
        return current;
      }
    } finally {
      writing.unlock();
    }
  }

  /** Whether the store said at a write that somebody asked for the task to be cancelled. */
  public synchronized boolean isCancelRequested() {
    return cancelRequested;
  }
}
