package io.powercrud.task;

import java.util.function.Supplier;

/**
 * The port to the transactions of the database that the stores beside it use. Implementations are
 * thread-safe.
 */
public interface Transactions {

  /**
   * Runs the work in the caller's transaction, or in one of its own where there is none; what it
   * throws rolls that back.
   */
  <T> T join(Supplier<T> work);

  /**
   * Runs the work in a transaction of its own, whatever the caller is in; what it throws rolls that
   * back.
   */
  <T> T separate(Supplier<T> work);

  /**
   * Runs the work in a transaction of its own that commits only if the attempt is still the newest.
   * The proof is the last thing before the commit, and the database ends the transaction if its
   * worker freezes in it for longer than a lease.
   *
   * @throws LostTaskException if a newer attempt began or the task is gone; everything is rolled
   *     back
   */
  <T> T fenced(Attempt attempt, Supplier<T> work);

  /**
   * Has the transaction that the caller is in commit only if the attempt is the newest and its own
   * work goes on. The proof is one of the last things before the commit, and is made once however
   * often it is asked for.
   *
   * @throws IllegalStateException if the caller is in no transaction
   */
  void proveAtCommit(Attempt attempt);

  /**
   * Runs the action after the caller's transaction has committed; at once where there is none;
   * never if it is rolled back.
   */
  void afterCommit(Runnable action);

  /** Whether the caller is in a transaction. */
  boolean isActive();

  /**
   * Whether this was thrown because the database could not be reached, or ended the connection: the
   * work itself has not failed, and doing it again from what is committed may well succeed. Not so
   * for a store that has no connections.
   */
  default boolean isUnreachable(Throwable thrown) {
    return false;
  }

  /**
   * Whether this was thrown because another transaction was in the way: a deadlock, a serialisation
   * failure or a lock that was waited for too long. The transaction is to be rolled back, and doing
   * all of it again may well succeed. Not so for a store that has no locks.
   */
  default boolean isTransient(Throwable thrown) {
    return false;
  }
}
