package io.powercrud.bulk;

import io.powercrud.task.Attempt;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of an attempt. Several are read at a time, and while those are worked on, the next
 * ones are read by a thread of its own. Not thread-safe.
 */
final class ChunkSupply implements AutoCloseable {

  private static final int CHUNKS_AT_ONCE = 10;

  private final TargetRows rows;
  private final Attempt attempt;
  private final int chunkSize;
  private @Nullable ExecutorService reader;
  private CompletableFuture<List<Target>> upcoming;
  private List<Target> read = List.of();

  /** The targets behind a position, in chunks of a size. */
  ChunkSupply(TargetRows rows, Attempt attempt, long position, int chunkSize) {
    this.rows = rows;
    this.attempt = attempt;
    this.chunkSize = chunkSize;
    this.upcoming = CompletableFuture.completedFuture(readFrom(position));
  }

  private List<Target> readFrom(long position) {
    return rows.next(attempt, position, CHUNKS_AT_ONCE * chunkSize);
  }

  /** The next chunk; empty behind the last. */
  List<Target> next() {
    if (read.isEmpty()) {
      read = await(upcoming);
      upcoming =
          read.size() < CHUNKS_AT_ONCE * chunkSize
              ? CompletableFuture.completedFuture(List.of())
              : readAhead(read.get(read.size() - 1).seq());
    }
    int size = Math.min(chunkSize, read.size());
    List<Target> chunk = read.subList(0, size);
    read = read.subList(size, read.size());
    return chunk;
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
    return CompletableFuture.supplyAsync(() -> readFrom(position), reader);
  }

  @Override
  public void close() {
    if (reader != null) {
      reader.shutdownNow();
    }
  }
}
