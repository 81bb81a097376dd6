package io.powercrud.jdbc;

import io.powercrud.task.Attempt;
import java.sql.Connection;
import java.util.HashMap;
import java.util.Map;

/**
 * The attempts that the transaction which the caller is in proves before it commits.
 *
 * @param database whose transactions these are
 */
record ProofsAtCommit(Database database) {

  /** Adds a proof that the attempt is the newest, which the caller sees to. */
  void add(Attempt attempt) {
    ofTransaction().putIfAbsent(attempt, false);
  }

  /**
   * Adds a proof that the attempt is the newest and at work, which the caller sees to; says whether
   * there was none like it.
   */
  boolean addAtWork(Attempt attempt) {
    return !Boolean.TRUE.equals(ofTransaction().put(attempt, true));
  }

  /** Whether it is proved that the attempt is at work. */
  boolean includeAtWork(Attempt attempt) {
    return Boolean.TRUE.equals(ofTransaction().get(attempt));
  }

  /** Whether what this connection wrote is committed only if the attempt is proved. */
  boolean include(Connection connection, Attempt attempt) {
    return database.isOfTransaction(connection) && ofTransaction().containsKey(attempt);
  }

  /** Each attempt, and whether it is also proved to be at work. */
  private Map<Attempt, Boolean> ofTransaction() {
    return database.ofTransaction(this, HashMap::new);
  }
}
