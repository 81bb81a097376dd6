package io.powercrud.bulk;

import io.micrometer.context.ContextSnapshotFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Chunks of one run that are on their way at the same time: while one is written, the next is
 * loaded and changed. They commit in the order in which they were started, or not at all. Used by
 * one thread.
 */
final class OverlappingChunks implements AutoCloseable {

  private static final int AT_ONCE = 2;

  /**
   * A chunk that waits for its turn has locked its rows, and who waits for those may be the one
   * that the chunk before it waits for. The database can't see such a ring, so it is left soon.
   */
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final Work work;
  private final Deque<Started> started = new ArrayDeque<>();
  private @Nullable ExecutorService threads;

  /** Tries to commit chunks. Called by several threads, each within the context of the task. */
  @FunctionalInterface
  interface Work {

    /**
     * Tries to commit a chunk.
     *
     * @param turn to be called when nothing but the outcome and the cursor is left to be written;
     *     throws an exception if the chunk must not be committed
     * @return whether it was committed
     * @throws RuntimeException if nothing may be done again in this run
     */
    boolean commit(List<Target> chunk, Runnable turn);
  }

  private record Started(List<Target> chunk, CompletableFuture<Boolean> committed) {}

  /** The chunk before this one was not committed, or not soon enough. */
  private static final class OutOfTurnException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutOfTurnException(@Nullable Throwable cause) {
      super("The chunk before this one is not committed", cause);
    }
  }

  OverlappingChunks(Work work) {
    this.work = work;
  }

  boolean isEmpty() {
    return started.isEmpty();
  }

  boolean isFull() {
    return started.size() == AT_ONCE;
  }

  List<List<Target>> chunks() {
    return started.stream().map(Started::chunk).toList();
  }

  /** Starts on a chunk, which commits after those that were started before. */
  void start(List<Target> chunk) {
    CompletableFuture<Boolean> before =
        started.isEmpty() ? CompletableFuture.completedFuture(true) : started.getLast().committed();
    Executor inContext = ContextSnapshotFactory.builder().build().captureAll().wrapExecutor(pool());
    started.add(
        new Started(
            chunk,
            CompletableFuture.supplyAsync(
                () -> work.commit(chunk, () -> awaitTurn(before)), inContext)));
  }

  private ExecutorService pool() {
    if (threads == null) {
      threads =
          Executors.newFixedThreadPool(
              AT_ONCE,
              run -> {
                Thread thread = new Thread(run, "powercrud-chunk");
                thread.setDaemon(true);
                return thread;
              });
    }
    return threads;
  }

  private static void awaitTurn(CompletableFuture<Boolean> before) {
    try {
      if (!before.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new OutOfTurnException(null);
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new OutOfTurnException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutOfTurnException(e);
    }
  }

  /**
   * Waits for the oldest chunk, and takes it away if it was committed.
   *
   * @return it, or null if it was not committed; then none of the others was
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws RuntimeException what the work threw, after which the run can't go on
   */
  @Nullable List<Target> takeCommitted() throws InterruptedException {
    try {
      return started.getFirst().committed().get() ? started.removeFirst().chunk() : null;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) e.getCause();
    }
  }

  /** Gives up those that are not committed yet, and gives all that were not taken away. */
  List<List<Target>> drain() {
    awaitAll();
    List<List<Target>> chunks = new ArrayList<>(chunks());
    started.clear();
    return chunks;
  }

  private void awaitAll() {
    started.forEach(chunk -> chunk.committed().handle((committed, failure) -> committed).join());
  }

  /** Waits for what is on its way. */
  @Override
  public void close() {
    awaitAll();
    if (threads != null) {
      threads.shutdown();
    }
  }
}
