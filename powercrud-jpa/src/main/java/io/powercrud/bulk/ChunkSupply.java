package io.powercrud.bulk;

import io.powercrud.task.Attempt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The targets of an attempt, several chunks at a time: while some are worked on, the next ones are
 * read by a thread of its own. Not thread-safe.
 */
final class ChunkSupply implements AutoCloseable {

  private static final int CHUNKS_AT_ONCE = 10;

  private final TargetRows rows;
  private final Attempt attempt;
  private final int chunkSize;
  private @Nullable ExecutorService reader;
  private CompletableFuture<List<Target>> upcoming;

  /** The targets behind a position, in chunks of a size. */
  ChunkSupply(TargetRows rows, Attempt attempt, long position, int chunkSize) {
    this.rows = rows;
    this.attempt = attempt;
    this.chunkSize = chunkSize;
    this.upcoming = CompletableFuture.completedFuture(read(position));
  }

  private List<Target> read(long position) {
    return rows.next(attempt, position, CHUNKS_AT_ONCE * chunkSize);
  }

  /** The next targets, as many as several chunks have; empty behind the last. */
  List<Target> next() {
    List<Target> targets = await(upcoming);
    upcoming =
        targets.size() < CHUNKS_AT_ONCE * chunkSize
            ? CompletableFuture.completedFuture(List.of())
            : readAhead(targets.get(targets.size() - 1).seq());
    return targets;
  }

  private static List<Target> await(CompletableFuture<List<Target>> targets) {
    try {
      return targets.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException failure) {
        throw failure;
      }
      throw e;
    }
  }

  private CompletableFuture<List<Target>> readAhead(long position) {
    if (reader == null) {
      reader =
          Executors.newSingleThreadExecutor(
              work -> {
                Thread thread = new Thread(work, "powercrud-reader");
                thread.setDaemon(true);
                return thread;
              });
    }
    return CompletableFuture.supplyAsync(() -> read(position), reader);
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.shutdownNow();
    }
  }
}
