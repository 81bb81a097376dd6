package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.task.AttemptStoppedException;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.hibernate.Session;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What a bulk task does within one transaction: loading some of its records, changing them and
 * flushing that.
 *
 * @param <T> the entity
 */
final class RecordWork<T> {

  static final String MISSING =
      "there is no such record any more, or it is not among those that the caller may change";

  private final RecordLoader<T> loader;
  private final RecordChange<T> change;
  private final EntityManager entityManager;
  private final Checkpoints checkpoints;

  RecordWork(
      RecordLoader<T> loader,
      RecordChange<T> change,
      EntityManager entityManager,
      Checkpoints checkpoints) {
    this.loader = loader;
    this.change = change;
    this.entityManager = entityManager;
    this.checkpoints = checkpoints;
  }

  /** Whether two transactions of it never need each other's rows, as far as we know. */
  boolean mayOverlap() {
    return change.isOfRecordAlone();
  }

  /**
   * Changes the targets in their order.
   *
   * @param targets in their order
   * @param failed why some of them can't be changed, as is known already
   * @return what became of each, in the same order
   * @throws RecordFailure if one of them could not be changed; the transaction must be rolled back
   */
  List<Verdict> carryOut(List<Target> targets, Map<Target, String> failed) {
    tuneOwnSession(targets.size());
    int others = synchronizations();
    Map<RecordKey, T> records =
        loader.lockAndLoad(
            targets.stream()
                .filter(target -> !failed.containsKey(target))
                .map(Target::record)
                .toList());
    List<Verdict> verdicts = new ArrayList<>(targets.size());
    List<T> changed = new ArrayList<>();
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get(i);
      @Nullable String reason = failed.get(target);
      @Nullable T record = records.get(target.record());
      if (reason != null) {
        verdicts.add(Verdict.failed(target, reason));
      } else if (record == null) {
        verdicts.add(Verdict.skipped(target, MISSING));
      } else {
        Verdict verdict = changeOne(i, target, record);
        verdicts.add(verdict);
        if (verdict.outcome() == Outcome.CHANGED) {
          changed.add(record);
        }
      }
    }
    change.beforeFlush(changed);
    entityManager.flush();
    forgetUnlessSomebodyFollows(others);
    return verdicts;
  }

  /**
   * The transaction looks for changes twice more before it commits. Where no code of the
   * application comes before that, there can be none, and looking through all records would take
   * time for nothing.
   */
  private void forgetUnlessSomebodyFollows(int others) {
    if (synchronizations() == others) {
      entityManager.clear();
    }
  }

  private static int synchronizations() {
    return TransactionSynchronizationManager.getSynchronizations().size();
  }

  /**
   * Changes the targets in their order as a whole, so that one which fails is known by itself.
   *
   * @param descendants told of each record before and after it is changed
   * @return what became of each; nothing may be committed if one of them failed
   * @throws RecordFailure if one of them could not be changed; nothing may be committed
   */
  List<Verdict> carryOutAsWhole(List<Target> targets, Consumer<T> descendants) {
    Map<RecordKey, T> records = loader.lockAndLoad(targets.stream().map(Target::record).toList());
    List<Verdict> verdicts = new ArrayList<>(targets.size());
    for (int i = 0; i < targets.size(); i++) {
      Target target = targets.get(i);
      @Nullable T record = records.get(target.record());
      verdicts.add(
          record == null
              ? Verdict.skipped(target, MISSING)
              : changeAndFlush(i, target, record, descendants));
    }
    return verdicts;
  }

  private Verdict changeAndFlush(int index, Target target, T record, Consumer<T> descendants) {
    try {
      descendants.accept(record);
      Verdict verdict = changeOne(index, target, record);
      if (verdict.outcome() == Outcome.CHANGED) {
        descendants.accept(record);
        change.beforeFlush(List.of(record));
        entityManager.flush();
      }
      return verdict;
    } catch (RecordFailure | AttemptStoppedException e) {
      throw e;
    } catch (RuntimeException e) {
      throw new RecordFailure(index, e);
    }
  }

  private Verdict changeOne(int index, Target target, T record) {
    checkpoints.pass();
    try {
      return Verdict.of(target, change.change(record));
    } catch (InvalidRecordException e) {
      entityManager.detach(record);
      return Verdict.failed(target, e.reason());
    } catch (Throwable e) {
      if (e instanceof VirtualMachineError fatal && !(e instanceof StackOverflowError)) {
        throw fatal;
      }
      FailureReason.find(AttemptStoppedException.class, e)
          .ifPresent(
              stopped -> {
                throw stopped;
              });
      throw new RecordFailure(index, e);
    }
  }

  /** Has the session, which ends with the transaction, do in few statements what is alike. */
  private void tuneOwnSession(int records) {
    Session session = entityManager.unwrap(Session.class);
    session.setFetchBatchSize(Math.max(records, session.getFetchBatchSize()));
    session.setJdbcBatchSize(records);
  }
}
