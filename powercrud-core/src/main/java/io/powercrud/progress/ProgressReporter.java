package io.powercrud.progress;

import io.powercrud.TaskKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
  public synchronized void report(String message) {
    accept(current.withMessage(message));
  }

  /** Reports how much is done; the message stays as it is. */
  public synchronized void report(long done, long total) {
    accept(new Progress(done, total, current.message()));
  }

  /** Reports how much is done and what is being done. */
  public synchronized void report(long done, long total, String message) {
    accept(new Progress(done, total, message));
  }

  private void accept(Progress reported) {
    if (!finished) {
      current = reported.notBehind(current);
      written = false;
      writeIfDue();
    }
  }

  /**
   * Writes the last report if the store doesn't have it yet and the last write is long enough ago.
   * A store that can't be reached is tried again later: a report that is lost is no reason to lose
   * the work.
   */
  public synchronized void writeIfDue() {
    Instant now = clock.instant();
    if (!written && !finished && isDue(now)) {
      lastWrite = now;
      try {
        cancelRequested = store.write(task, current) || cancelRequested;
        written = true;
      } catch (RuntimeException e) {
        log.warn("The progress of task {} could not be written", task, e);
      }
    }
  }

  private boolean isDue(Instant now) {
    return lastWrite == null || now.isBefore(lastWrite) || !now.isBefore(lastWrite.plus(INTERVAL));
  }

  /** Takes the last report out, to be kept with the task's end; what comes later is ignored. */
  public synchronized Progress finish() {
    finished = true;
    return current;
  }

  /** Whether the store said at a write that somebody asked for the task to be cancelled. */
  public synchronized boolean isCancelRequested() {
    return cancelRequested;
  }
}
