package io.powercrud.jdbc;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.Conflicts;
import io.powercrud.task.Attempt;
import io.powercrud.task.LostTaskException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Who holds the records that a transaction has written: the reservations that are committed at the
 * moment of the question, whatever that transaction's snapshot shows. Thread-safe.
 *
 * <p>A reservation that the transaction made itself, by launching a task, is not among them: its
 * task begins when the transaction has committed, and so comes after the write.
 */
public final class HeldRecords {

  private final Database database;
  private final Database aside;

  /**
   * The reservations of a database.
   *
   * @param aside another source of connections to it, whose statements see what is committed
   */
  HeldRecords(Database database, Database aside) {
    this.database = database;
    this.aside = aside;
  }

  /**
   * The records that other tasks hold, asked after they were written and before that is committed.
   *
   * @param connection the connection that wrote them, in its transaction
   * @param records what was written
   * @param root the root task that may hold them, or null where none may
   * @return empty if the write may be committed
   * @throws SQLException if the connection can't tell its isolation level
   */
  public Optional<Conflicts> inTheWay(
      Connection connection, Collection<RecordKey> records, @Nullable TaskKey root)
      throws SQLException {
    if (isSnapshot(connection)) {
      return committed(records, root);
    }
    Map<RecordKey, Conflict> seen =
        new RecordTable(database.on(connection)).holders(Row.unnumbered(records));
    return Conflicts.ofOthers(seen, root).flatMap(conflicts -> committed(seen.keySet(), root));
  }

  private Optional<Conflicts> committed(Collection<RecordKey> records, @Nullable TaskKey root) {
    List<Row> rows = Row.unnumbered(records);
    return Conflicts.ofOthers(aside.alone(alone -> new RecordTable(alone).holders(rows)), root);
  }

  /**
   * Whether the transaction of this connection proves the attempt before it commits, so that nobody
   * else has to.
   */
  public boolean isProvedAtCommit(Connection connection, Attempt attempt) {
    return new ProofsAtCommit(database).include(connection, attempt);
  }

  /**
   * Proves in the transaction of this connection that the attempt is the newest.
   *
   * @throws LostTaskException if a newer one began, or the task is gone
   */
  public void prove(Connection connection, Attempt attempt) {
    new TaskLocks(database.on(connection)).prove(attempt);
  }

  /** Whether the transaction goes on seeing what was committed when it began. */
  private boolean isSnapshot(Connection connection) throws SQLException {
    return isolation(connection) > Connection.TRANSACTION_READ_COMMITTED;
  }

  /** A driver asks the server for it, so it is asked only where Spring doesn't know. */
  private int isolation(Connection connection) throws SQLException {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      return connection.getTransactionIsolation();
    }
    Integer changed = TransactionSynchronizationManager.getCurrentTransactionIsolationLevel();
    return changed != null ? changed : database.usualIsolation();
  }
}
