package io.powercrud.progress;

import io.powercrud.TaskKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The reports of one running task on their way to the store: at most four a second, never
 * backwards, and the last one exact.
 *
 * <p>Thread-safe: several threads of one task may report.
 */
public final class ProgressReporter {

  /** The shortest time between two writes of one task. */
  public static final Duration INTERVAL = Duration.ofMillis(250);

  private final TaskKey task;
  private final ProgressStore store;
  private final Clock clock;
  private Progress current;
  private boolean written = true;
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
    current = reported.notBehind(current);
    written = false;
    Instant now = clock.instant();
    if (lastWrite == null || !now.isBefore(lastWrite.plus(INTERVAL))) {
      write(now);
    }
  }

  private void write(Instant now) {
    cancelRequested = store.write(task, current) || cancelRequested;
    lastWrite = now;
    written = true;
  }

  /** Writes the last report if the store doesn't have it yet. */
  public synchronized void flush() {
    if (!written) {
      write(clock.instant());
    }
  }

  /** Whether the store said at the last write that somebody asked for the task to be cancelled. */
  public synchronized boolean isCancelRequested() {
    return cancelRequested;
  }

  /** The last report, written or not. */
  public synchronized Progress current() {
    return current;
  }
}
