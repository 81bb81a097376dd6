package io.powercrud.boot;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * A query whose askers wait only so long, however long the database takes: at most one is under
 * way, on a thread of its own, and its answer is good for a while. Thread-safe.
 *
 * @param <T> the answer
 */
final class BoundedQuery<T> implements AutoCloseable {

  private final Supplier<T> query;
  private final Duration patience;
  private final Duration freshFor;
  private final Clock clock;
  private final ExecutorService thread;
  private @Nullable Asked<T> latest;

  private record Asked<T>(Instant at, CompletableFuture<T> answer) {}

  /**
   * A query that nobody has asked yet.
   *
   * @param name of its thread
   * @param query what is asked
   * @param patience how long an asker waits for the answer
   * @param freshFor how long an answer is given again without asking
   * @param clock the time
   */
  BoundedQuery(String name, Supplier<T> query, Duration patience, Duration freshFor, Clock clock) {
    this.query = query;
    this.patience = patience;
    this.freshFor = freshFor;
    this.clock = clock;
    CustomizableThreadFactory threads = new CustomizableThreadFactory(name + "-");
    threads.setDaemon(true);
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(1, 1, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    one.allowCoreThreadTimeOut(true);
    this.thread = one;
  }

  /**
   * The answer.
   *
   * @throws TimeoutException if there is none yet; it is still being worked on
   * @throws java.util.concurrent.ExecutionException if the query failed
   * @throws InterruptedException if the asker was interrupted
   */
  T ask() throws Exception {
    return begin().get(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Has the database asked, where that isn't under way, for somebody who waits by himself. */
  Future<T> begin() {
    return underWay();
  }

  private synchronized CompletableFuture<T> underWay() {
    Asked<T> asked = latest;
    if (asked == null || isStale(asked)) {
      asked = new Asked<>(clock.instant(), CompletableFuture.supplyAsync(query, thread));
      latest = asked;
    }
    return asked.answer();
  }

  private boolean isStale(Asked<T> asked) {
    return asked.answer().isDone()
        && (asked.answer().isCompletedExceptionally()
            || !clock.instant().isBefore(asked.at().plus(freshFor)));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
