package io.powercrud.jdbc;

import io.powercrud.task.Attempt;
import io.powercrud.task.TaskStore;
import io.powercrud.task.Transactions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Transactions of the transaction manager that the stores' connections come from. */
final class JdbcTransactions implements Transactions {

  private static final int DEEPEST_CAUSE = 50;

  private final Database database;
  private final TaskStore tasks;
  private final Duration lease;
  private final ProofsAtCommit proofs;

  /**
   * Transactions on a database.
   *
   * @param tasks what an attempt is proved by, on the same database
   * @param lease how long a transaction that must prove its attempt may do nothing
   */
  JdbcTransactions(Database database, TaskStore tasks, Duration lease) {
    this.database = database;
    this.tasks = tasks;
    this.lease = lease;
    this.proofs = new ProofsAtCommit(database);
  }

  @Override
  public <T> T join(Supplier<T> work) {
    return database.joining(transaction -> work.get());
  }

  @Override
  public <T> T separate(Supplier<T> work) {
    return database.separate(transaction -> work.get());
  }

  @Override
  public <T> T fenced(Attempt attempt, Supplier<T> work) {
    return database.separate(
        transaction -> {
          database.dialect().idleLimit().ifPresent(this::limitIdleness);
          proofs.add(attempt);
          T value = work.get();
          TransactionSynchronizationManager.registerSynchronization(
              new LastProof(transaction, () -> proveUnlessAtWork(attempt)));
          return value;
        });
  }

  /** Who proves that the attempt is at work proves that it is the newest. */
  private void proveUnlessAtWork(Attempt attempt) {
    if (!proofs.includeAtWork(attempt)) {
      tasks.prove(attempt);
    }
  }

  private void limitIdleness(SessionSetting setting) {
    if (setting.endsWithTransaction()) {
      setting.setUntilEnd(database.jdbc(), lease);
      return;
    }
    Object before = setting.set(database.jdbc(), lease);
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void beforeCompletion() {
            setting.restore(database.jdbc(), before);
          }
        });
  }

  @Override
  public void proveAtCommit(Attempt attempt) {
    if (!isActive()) {
      throw new IllegalStateException(
          "%s is proved at a commit, and there is no transaction to be committed"
              .formatted(attempt));
    }
    if (proofs.addAtWork(attempt)) {
      database.joining(
          transaction -> {
            TransactionSynchronizationManager.registerSynchronization(
                new LastProof(transaction, () -> tasks.proveAtWork(attempt)));
            return attempt;
          });
    }
  }

  /** Proves the attempt when nothing is left to be written before the commit. */
  private static final class LastProof implements TransactionSynchronization, Ordered {

    private final TransactionStatus transaction;
    private final Runnable proof;

    LastProof(TransactionStatus transaction, Runnable proof) {
      this.transaction = transaction;
      this.proof = proof;
    }

    @Override
    public int getOrder() {
      return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      transaction.flush();
      proof.run();
    }
  }

  @Override
  public void afterCommit(Runnable action) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      action.run();
      return;
    }
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            action.run();
          }
        });
  }

  @Override
  public boolean isActive() {
    return TransactionSynchronizationManager.isActualTransactionActive();
  }

  @Override
  public boolean isUnreachable(Throwable thrown) {
    return isCausedBy(thrown, database.dialect()::isConnectionLost);
  }

  @Override
  public boolean isTransient(Throwable thrown) {
    return isCausedBy(thrown, database.dialect()::isTransient);
  }

  private static boolean isCausedBy(Throwable thrown, Predicate<SQLException> refusal) {
    return Stream.<@Nullable Throwable>iterate(
            thrown, cause -> cause != null, cause -> cause == null ? null : reasonOf(cause))
        .limit(DEEPEST_CAUSE)
        .anyMatch(cause -> cause instanceof SQLException sql && refusal.test(sql));
  }

  /** A rollback on a connection that is gone fails too, and hides what had been thrown before. */
  private static @Nullable Throwable reasonOf(Throwable thrown) {
    return thrown instanceof TransactionSystemException failed
            && failed.getApplicationException() != null
        ? failed.getApplicationException()
        : thrown.getCause();
  }
}
