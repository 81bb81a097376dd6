package io.powercrud.jdbc;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;

/** What differs between the databases: a few fragments of SQL, settings and error codes. */
interface Dialect {

  /**
   * The table {@code x (entity_type, record_id)} of the rows that {@link #arguments} binds,
   * whatever their number.
   */
  String rows();

  /** What the parameters of {@link #rows} are bound to. */
  List<Object> arguments(List<Row> rows);

  /** The table {@code x (entity_type, record_id, seq, left_out)} of rows that are targets. */
  String targets();

  /** What the parameters of {@link #targets} are bound to. */
  List<Object> targetArguments(List<Row> rows);

  /**
   * The end of a query that keeps others from changing the row it read, until the transaction ends.
   */
  String shareLock();

  /** How long a statement waits for another transaction. */
  SessionSetting lockTimeout();

  /** How long a transaction may do nothing, where the server can limit that. */
  Optional<SessionSetting> idleLimit();

  /** How the database is made to refuse writes by itself, where this library knows that. */
  default Optional<TriggerDialect> triggers() {
    return Optional.empty();
  }

  /**
   * The query that tells all nodes something when its transaction commits, where the database can:
   * its parameters are the channel and the root task, twice.
   */
  default Optional<String> notification(JdbcWaits.Notice notice) {
    return Optional.empty();
  }

  /** Who or what was in the statement's way. */
  Obstacle obstacle(SQLException refusal);

  /**
   * Whether the server was not reached, or has ended the connection. All drivers say so by a class
   * of exceptions or by the states that begin with 08, and a pool that has taken such a connection
   * away says without a state that it is closed; what else a server says is the dialect's.
   */
  default boolean isConnectionLost(SQLException thrown) {
    return thrown instanceof SQLTransientConnectionException
        || thrown instanceof SQLNonTransientConnectionException
        || thrown instanceof SQLRecoverableException
        || String.valueOf(thrown.getSQLState()).startsWith("08")
        || (thrown.getSQLState() == null && String.valueOf(thrown.getMessage()).endsWith("closed"));
  }

  /** Whether another transaction was in the way, so that doing all of it again may succeed. */
  default boolean isTransient(SQLException thrown) {
    Obstacle obstacle = obstacle(thrown);
    return obstacle == Obstacle.TRANSACTION || obstacle == Obstacle.ROLLED_BACK;
  }

  /** What can be in the way of a statement that reserves. */
  enum Obstacle {
    /** A row with the same key, committed or of the same transaction. */
    DUPLICATE,
    /** Another transaction, which has not ended; this one can go on from its savepoint. */
    TRANSACTION,
    /** Another transaction, and the database has rolled this one back because of it. */
    ROLLED_BACK,
    /** None of these: the statement failed for another reason. */
    OTHER
  }
}
