package io.powercrud.bulk;

import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.task.Attempt;
import io.powercrud.task.Counts;
import io.powercrud.task.TaskContext;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One attempt of a task that changes all of its records in one transaction, or none.
 *
 * @param <T> the entity
 */
final class WholeRun<T> {

  private final TaskContext context;
  private final BulkJob<T> job;
  private final Ledger ledger;
  private final Runnable afterChunk;
  private final SeparateWrites.Notes notes = new SeparateWrites.Notes();

  WholeRun(TaskContext context, BulkJob<T> job, Ledger ledger, Runnable afterChunk) {
    this.context = context;
    this.job = job;
    this.ledger = ledger;
    this.afterChunk = afterChunk;
  }

  /** Says that nothing may be committed, because of these records. */
  static final class UndoneException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<Verdict> culprits;

    private UndoneException(List<Verdict> culprits, @Nullable Throwable cause) {
      this(describe(culprits), culprits, cause);
    }

    private UndoneException(String message, List<Verdict> culprits, @Nullable Throwable cause) {
      super(message, cause);
      this.culprits = List.copyOf(culprits);
    }

    /** Nothing may be committed, and no record is known to be to blame. */
    static UndoneException ofNoRecord(String reason, Throwable cause) {
      return new UndoneException("Nothing was changed: " + reason, List.of(), cause);
    }

    private static String describe(List<Verdict> culprits) {
      Verdict first = culprits.get(0);
      String more =
          culprits.size() == 1 ? "" : " (and %,d more failed)".formatted(culprits.size() - 1);
      return "Nothing was changed, because %s failed: %s%s"
          .formatted(first.target().record(), first.reason(), more);
    }

    /** The same, for what came of waiting. */
    private UndoneException because(RuntimeException reason) {
      Target culprit = culprits.get(0).target();
      return new UndoneException(
          List.of(Verdict.failed(culprit, FailureReason.of(reason))), reason);
    }

    /** The same, with this to be said of the record. */
    UndoneException because(String reason) {
      return new UndoneException(
          List.of(Verdict.failed(culprits.get(0).target(), reason)), getCause());
    }

    List<Verdict> culprits() {
      return culprits;
    }

    String reason() {
      return String.valueOf(getMessage());
    }
  }

  /**
   * Changes all records in the transaction that the caller is in.
   *
   * @param leftOut how many targets the launch left out
   * @return what became of them
   * @throws UndoneException if one of them failed; the transaction must be rolled back
   */
  Counts call(long leftOut) {
    long total = ledger.total();
    Counts counts = new Counts(0, 0, 0, leftOut);
    long position = 0;
    List<Target> chunk = ledger.next(position, job.chunkSize());
    while (!chunk.isEmpty()) {
      context.check();
      List<Verdict> verdicts = change(chunk);
      ledger.judge(verdicts);
      afterChunk.run();
      counts = counts.plus(Verdicts.count(verdicts));
      position = chunk.get(chunk.size() - 1).seq();
      ledger.report(
          position, total, "%,d of %,d %s %s".formatted(position, total, job.noun(), job.verb()));
      chunk = ledger.next(position, job.chunkSize());
    }
    return counts;
  }

  private List<Verdict> change(List<Target> chunk) {
    context.workingOn(chunk.stream().map(Target::record).toList());
    List<Verdict> verdicts;
    try {
      verdicts =
          job.separateWrites()
              .watch(
                  notes,
                  () -> job.work().carryOutAsWhole(chunk, record -> registerDescendants(record)));
    } catch (RecordFailure e) {
      Target culprit = chunk.get(e.index());
      throw new UndoneException(
          List.of(Verdict.failed(culprit, FailureReason.of(e.reason()))), e.reason());
    }
    List<Verdict> failed =
        verdicts.stream().filter(verdict -> verdict.outcome() == Outcome.FAILED).toList();
    if (!failed.isEmpty()) {
      throw new UndoneException(failed, null);
    }
    return verdicts;
  }

  private void registerDescendants(T record) {
    job.descendants()
        .of(record)
        .forEach((scope, keys) -> context.reserve(keys, ReservationScope.ROOT_TASK).orThrow());
  }

  /**
   * Waits for the descendant that kept everything from being changed, if one did; gives why nothing
   * can be changed, and nothing where it can be tried again.
   */
  static Optional<UndoneException> afterWaiting(UndoneException undone, Patience patience)
      throws InterruptedException {
    Optional<ConflictException> conflict = FailureReason.find(ConflictException.class, undone);
    return conflict.isEmpty()
        ? Optional.of(undone)
        : patience.waitFor(conflict.get()).map(undone::because);
  }

  Attempt attempt() {
    return context.attempt();
  }

  List<String> warnings() {
    return notes.warnings();
  }
}
