package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.conflict.ConflictException;
import io.powercrud.task.AttemptStoppedException;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskPorts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt of a task that changes its records chunk by chunk: each chunk commits together with
 * its outcomes and the cursor, and a record that fails doesn't keep the others from being changed.
 * Chunks may overlap where nothing but their own records is changed; one that can't be committed
 * then is done again by itself, and so are some after it, because failures come together.
 *
 * @param <T> the entity
 */
final class ChunkedRun<T> {

  private static final Logger log = LoggerFactory.getLogger(ChunkedRun.class);
  private static final int ONE_BY_ONE_AFTER_FAILURE = 10;

  private final TaskContext context;
  private final BulkJob<T> job;
  private final TaskPorts ports;
  private final TargetRows rows;
  private final BulkSettings settings;
  private final Retries retries;
  private final SeparateWrites.Notes notes = new SeparateWrites.Notes();

  ChunkedRun(
      TaskContext context,
      BulkJob<T> job,
      TaskPorts ports,
      TargetRows rows,
      BulkSettings settings,
      Retries retries) {
    this.context = context;
    this.job = job;
    this.ports = ports;
    this.rows = rows;
    this.settings = settings;
    this.retries = retries;
  }

  /**
   * Goes on from the committed cursor to the last target.
   *
   * @return what was noticed on the way
   * @throws InterruptedException if the thread is interrupted while it waits for a descendant, or
   *     before it does a chunk again
   */
  List<String> call() throws InterruptedException {
    long total = rows.total(context.attempt());
    long position = retries.insistOn(() -> fenced(() -> rows.open(context.attempt()))).position();
    report(position, total);
    try (ChunkSupply supply = new ChunkSupply(rows, context.attempt(), position, job.chunkSize())) {
      runChunks(supply, total, settings.overlapChunks() && job.mayOverlap());
    }
    report(total, total);
    return notes.warnings();
  }

  private void runChunks(ChunkSupply supply, long total, boolean overlap)
      throws InterruptedException {
    int oneByOne = overlap ? 0 : Integer.MAX_VALUE;
    try (OverlappingChunks chunks = new OverlappingChunks(this::commitInTurn)) {
      for (List<Target> chunk = supply.next(); !chunk.isEmpty(); chunk = supply.next()) {
        job.checkpoints().pass();
        if (oneByOne > 0) {
          context.workingOn(recordsOf(chunk));
          runChunk(chunk, total);
          oneByOne--;
        } else {
          context.workingOn(
              Stream.concat(chunks.chunks().stream(), Stream.of(chunk))
                  .flatMap(started -> recordsOf(started).stream())
                  .toList());
          chunks.start(chunk);
          oneByOne = chunks.isFull() && !settle(chunks, total) ? ONE_BY_ONE_AFTER_FAILURE : 0;
        }
      }
      while (!chunks.isEmpty()) {
        settle(chunks, total);
      }
    }
  }

  /** Waits for the oldest chunk, or does what could not be committed again; says which. */
  private boolean settle(OverlappingChunks chunks, long total) throws InterruptedException {
    @Nullable List<Target> committed = chunks.takeCommitted();
    if (committed != null) {
      report(lastOf(committed), total);
      return true;
    }
    List<List<Target>> undone = chunks.drain();
    long position = rows.cursor(context.task()).position();
    for (List<Target> chunk : undone) {
      if (lastOf(chunk) > position) {
        job.checkpoints().pass();
        runChunk(chunk, total);
      }
    }
    return false;
  }

  private boolean commitInTurn(List<Target> chunk, Runnable turn) {
    @Nullable RuntimeException failure = attempt(chunk, Map.of(), turn);
    if (failure != null) {
      log.debug(
          "Doing {} records of task {} by themselves, from target {} on: {}",
          chunk.size(),
          context.task(),
          chunk.get(0).seq(),
          failure.toString());
    }
    return failure == null;
  }

  private static long lastOf(List<Target> targets) {
    return targets.get(targets.size() - 1).seq();
  }

  private static List<RecordKey> recordsOf(List<Target> targets) {
    return targets.stream().map(Target::record).toList();
  }

  private void report(long done, long total) {
    TaskContext.progress(
        done, total, "%,d of %,d %s %s".formatted(done, total, job.noun(), job.verb()));
  }

  private void runChunk(List<Target> chunk, long total) throws InterruptedException {
    Patience patience =
        new Patience(context, ports.immediate().waits(), ports.clock(), settings.conflictWait());
    Map<Target, String> failed = new HashMap<>(job.descendants().reserve(chunk, patience));
    Window window = new Window(chunk.size());
    List<Target> tried = suspects(chunk, failed);
    retries.renew();
    while (window.isOpen()) {
      List<Target> part = chunk.subList(window.from(), window.to());
      List<Target> suspects = suspects(part, failed);
      if (suspects.size() == 1 && !suspects.equals(tried)) {
        retries.renew();
      }
      tried = suspects;
      @Nullable RuntimeException failure = attempt(part, failed, () -> {});
      if (failure == null) {
        window.committed();
        report(lastOf(part), total);
      } else if (!retries.waitAfter(failure)) {
        Optional<RuntimeException> toBlame = afterWaiting(failure, patience);
        if (toBlame.isPresent()) {
          blame(toBlame.get(), part, failed, window);
        }
      }
    }
    stepBack(patience);
  }

  private static List<Target> suspects(List<Target> part, Map<Target, String> failed) {
    return part.stream().filter(target -> !failed.containsKey(target)).toList();
  }

  /** Tries to commit these targets; gives what kept it from that. */
  private @Nullable RuntimeException attempt(
      List<Target> part, Map<Target, String> failed, Runnable turn) {
    try {
      fenced(
          () -> {
            List<Verdict> verdicts =
                job.separateWrites().watch(notes, () -> job.work().carryOut(part, failed));
            turn.run();
            rows.judge(context.attempt(), verdicts);
            return verdicts;
          });
      return null;
    } catch (RuntimeException e) {
      FailureReason.find(AttemptStoppedException.class, e)
          .ifPresent(
              stopped -> {
                throw stopped;
              });
      if (ports.stores().transactions().isUnreachable(e)) {
        // Nobody knows whether it has committed: the next attempt reads how far this one came.
        throw e;
      }
      return e;
    }
  }

  private <R> R fenced(Supplier<R> work) {
    return ports.stores().transactions().fenced(context.attempt(), work);
  }

  /**
   * Waits for the descendant that was held, if one was; gives what is to be blamed, and nothing
   * where the transaction can be done again.
   */
  private static Optional<RuntimeException> afterWaiting(
      RuntimeException failure, Patience patience) throws InterruptedException {
    Optional<ConflictException> conflict = FailureReason.find(ConflictException.class, failure);
    if (conflict.isEmpty()) {
      return Optional.of(failure);
    }
    return patience
        .waitFor(conflict.get())
        .map(
            reason ->
                FailureReason.find(RecordFailure.class, failure)
                    .<RuntimeException>map(culprit -> new RecordFailure(culprit.index(), reason))
                    .orElse(reason));
  }

  /**
   * Looks for the record that is to blame. Whoever is found has had all of its retries by itself;
   * the halves on the way there have one try each, for a lock may be waited for long.
   */
  private void blame(
      RuntimeException failure, List<Target> part, Map<Target, String> failed, Window window) {
    @Nullable RecordFailure culprit = FailureReason.find(RecordFailure.class, failure).orElse(null);
    List<Target> suspects = suspects(part, failed);
    if (culprit != null) {
      failed.put(part.get(culprit.index()), retries.reasonOf(culprit.reason()));
      window.failedAt(culprit.index());
      retries.renew();
    } else if (suspects.isEmpty()) {
      throw failure;
    } else if (suspects.size() == 1) {
      failed.put(suspects.get(0), retries.reasonOf(failure));
      retries.renew();
    } else {
      int half = (suspects.size() + 1) / 2;
      window.shrinkTo(part.indexOf(suspects.get(half - 1)) + 1);
    }
  }

  private void stepBack(Patience patience) throws InterruptedException {
    if (job.hasChunkDescendants()) {
      retries.insistOn(
          () -> {
            context.releaseChunk();
            return true;
          });
      patience.letOthersIn(settings.fairnessPause());
    }
  }
}
