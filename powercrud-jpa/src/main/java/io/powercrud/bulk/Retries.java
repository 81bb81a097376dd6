package io.powercrud.bulk;

import io.powercrud.conflict.BusyException;
import io.powercrud.task.TaskContext;
import io.powercrud.task.Transactions;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.PessimisticLockingFailureException;

/**
 * How often a run does again what another transaction was in the way of, and how long it waits
 * before that; never while a transaction of ours holds row locks. Not thread-safe.
 */
final class Retries {

  private static final Logger log = LoggerFactory.getLogger(Retries.class);

  private final TaskContext context;
  private final Transactions transactions;
  private final BulkSettings settings;
  private final BulkListener listener;
  private int used;
  private int total;

  Retries(
      TaskContext context,
      Transactions transactions,
      BulkSettings settings,
      BulkListener listener) {
    this.context = context;
    this.transactions = transactions;
    this.settings = settings;
    this.listener = listener;
  }

  /** What comes next has all of its retries. */
  void renew() {
    used = 0;
  }

  /** How often something was done again in this run. */
  int total() {
    return total;
  }

  /**
   * Waits before the work is done again, where what it failed of may have passed by then.
   *
   * @return false, at once, if it is not to be done again
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  boolean waitAfter(Throwable failure) throws InterruptedException {
    if (used == settings.retries() || !isTransient(failure)) {
      return false;
    }
    long pause = pauseMillis();
    used++;
    total++;
    log.info(
        "Task {} does again in {} ms ({} of {}) what it failed of: {}",
        context.task(),
        pause,
        used,
        settings.retries(),
        failure.toString());
    tell(failure);
    pause(pause);
    return true;
  }

  /**
   * Does the work, which is a transaction of its own, until nobody is in its way or it was done
   * again often enough.
   *
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  <R> R insistOn(Supplier<R> work) throws InterruptedException {
    renew();
    while (true) {
      try {
        return work.get();
      } catch (RuntimeException e) {
        if (!waitAfter(e)) {
          throw e;
        }
      }
    }
  }

  /** Why the work failed, with how often it was tried if that is what kept it from being done. */
  String reasonOf(Throwable failure) {
    String reason = FailureReason.of(failure);
    return used > 0 && isTransient(failure)
        ? "%s (tried %d times)".formatted(reason, used + 1)
        : reason;
  }

  /** Whether another transaction was in the way, so that doing it again may well succeed. */
  boolean isTransient(Throwable failure) {
    return !transactions.isUnreachable(failure)
        && (transactions.isTransient(failure)
            || FailureReason.hasCause(failure, Retries::isLockTrouble));
  }

  /** What JPA, Spring and our own reservations call so, whatever the database said. */
  private static boolean isLockTrouble(Throwable cause) {
    return cause instanceof PessimisticLockingFailureException
        || cause instanceof PessimisticLockException
        || cause instanceof LockTimeoutException
        || cause instanceof BusyException;
  }

  private void tell(Throwable failure) {
    try {
      listener.onRetry(context.attempt(), context.type(), failure);
    } catch (RuntimeException e) {
      log.warn("Listener {} failed on a retry of {}", listener, context.attempt(), e);
    }
  }

  /** Two that met in a deadlock wait for different times, so that they don't meet again. */
  private long pauseMillis() {
    long longest = BulkSettings.LONGEST_RETRY_PAUSE.toMillis();
    long first = settings.retryPause().toMillis();
    long pause = Math.min(longest, first << Math.min(used, Short.SIZE));
    return pause - ThreadLocalRandom.current().nextLong(pause / 4 + 1);
  }

  /** Whoever stops the task or takes it over in the meantime is heard. */
  private void pause(long millis) throws InterruptedException {
    long left = millis;
    do {
      long slice = Math.min(left, Checkpoints.INTERVAL.toMillis());
      TimeUnit.MILLISECONDS.sleep(slice);
      left -= slice;
      context.check();
    } while (left > 0);
  }
}
