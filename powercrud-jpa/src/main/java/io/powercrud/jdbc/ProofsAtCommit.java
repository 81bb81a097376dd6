package io.powercrud.jdbc;

import io.powercrud.task.Attempt;
import java.sql.Connection;
import java.util.HashSet;
import java.util.Set;

/**
 * The attempts that the transaction which the caller is in proves before it commits.
 *
 * @param database whose transactions these are
 */
record ProofsAtCommit(Database database) {

  /** Adds a proof that the caller sees to; says whether there was none of this attempt. */
  boolean add(Attempt attempt) {
    return ofTransaction().add(attempt);
  }

  /** Whether what this connection wrote is committed only if the attempt is proved. */
  boolean include(Connection connection, Attempt attempt) {
    return database.isOfTransaction(connection) && ofTransaction().contains(attempt);
  }

  private Set<Attempt> ofTransaction() {
    return database.ofTransaction(this, HashSet::new);
  }
}
