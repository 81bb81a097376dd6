package io.powercrud.task;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The time that an attempt has, and the interruption of its thread when that is over. */
final class AttemptTime {

  private final @Nullable Instant deadline;
  private final String reason;
  private final Clock clock;
  private @Nullable Thread working;
  private boolean interrupted;

  private AttemptTime(@Nullable Instant deadline, String reason, Clock clock) {
    this.deadline = deadline;
    this.reason = reason;
    this.clock = clock;
  }

  /** The time of an attempt at the task that begins now, or that an earlier one began to use. */
  static AttemptTime of(Task task, Clock clock, Instant now) {
    Instant own = ownDeadline(task, now);
    Instant tree = task.treeDeadline();
    if (own != null && (tree == null || own.isBefore(tree))) {
      return new AttemptTime(
          own, "Timed out: its own work was not done within %s".formatted(task.timeout()), clock);
    }
    return new AttemptTime(
        tree, "Timed out: its tree was to have ended by %s".formatted(tree), clock);
  }

  /** When the task's own work is to be over, if an attempt at it begins now. */
  static @Nullable Instant ownDeadline(Task task, Instant now) {
    Duration timeout = task.timeout();
    if (task.deadline() != null || timeout == null) {
      return task.deadline();
    }
    return now.plus(timeout);
  }

  boolean isOver() {
    return deadline != null && !clock.instant().isBefore(deadline);
  }

  String reason() {
    return reason;
  }

  /** Demands that the time is not over. */
  void check() {
    if (isOver()) {
      throw new TaskTimedOutException(reason);
    }
  }

  /** This thread works until {@link #leave}, and is interrupted when the time is over. */
  synchronized void enter() {
    working = Thread.currentThread();
  }

  synchronized void leave() {
    working = null;
  }

  /** Interrupts the thread that works, once, if the time is over. */
  synchronized void interruptIfOver() {
    Thread thread = working;
    if (thread != null && !interrupted && isOver()) {
      interrupted = true;
      thread.interrupt();
    }
  }

  /** Whether the thread was interrupted for this. */
  synchronized boolean hasInterrupted() {
    return interrupted;
  }
}
