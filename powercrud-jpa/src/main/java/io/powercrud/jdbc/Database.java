package io.powercrud.jdbc;

import io.powercrud.conflict.BusyException;
import io.powercrud.jdbc.Dialect.Obstacle;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One source of connections, with the transactions on it and the names of its tables. */
final class Database {

  private final DataSource dataSource;
  private final JdbcTemplate jdbc;
  private final Dialect dialect;
  private final TablePrefix prefix;
  private final Duration lockTimeout;
  private final int usualIsolation;
  private final TransactionTemplate joining;
  private final TransactionTemplate outside;
  private final TransactionTemplate separate;

  Database(
      DataSource dataSource,
      PlatformTransactionManager transactionManager,
      TablePrefix prefix,
      Duration lockTimeout) {
    this.dataSource = dataSource;
    this.jdbc = new JdbcTemplate(dataSource);
    this.dialect = DatabaseKind.of(dataSource).dialect();
    this.prefix = prefix;
    this.lockTimeout = lockTimeout;
    this.usualIsolation = isolationOf(jdbc);
    this.joining = template(transactionManager, TransactionDefinition.PROPAGATION_REQUIRED);
    this.separate = template(transactionManager, TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    this.outside = new TransactionTemplate(transactionManager);
    this.outside.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
  }

  private static int isolationOf(JdbcTemplate jdbc) {
    return Objects.requireNonNull(
        jdbc.<Integer>execute((Connection connection) -> connection.getTransactionIsolation()));
  }

  /**
   * A transaction of ours reads what is committed at each statement: the locks of a frozen snapshot
   * would keep others from writing between the rows that we touch. Where the connections do so
   * anyway, it need not be asked for at the beginning of each transaction.
   */
  private TransactionTemplate template(PlatformTransactionManager manager, int propagation) {
    TransactionTemplate template = new TransactionTemplate(manager);
    template.setPropagationBehavior(propagation);
    if (usualIsolation != Connection.TRANSACTION_READ_COMMITTED) {
      template.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    }
    return template;
  }

  /** The isolation level of its connections, as {@link Connection} numbers it, unless changed. */
  int usualIsolation() {
    return usualIsolation;
  }

  private Database(Database other, Connection connection) {
    this.dataSource = new SingleConnectionDataSource(connection, true);
    this.jdbc = new JdbcTemplate(dataSource);
    this.dialect = other.dialect;
    this.prefix = other.prefix;
    this.lockTimeout = other.lockTimeout;
    this.usualIsolation = other.usualIsolation;
    this.joining = other.joining;
    this.separate = other.separate;
    this.outside = other.outside;
  }

  /**
   * Runs statements on a connection that goes back at once, even within a transaction of the
   * caller's; each is alone, and so sees what is committed.
   */
  <T> T alone(Function<Database, T> statements) {
    try (Connection connection = dataSource.getConnection()) {
      return statements.apply(on(connection));
    } catch (SQLException e) {
      throw new CannotGetJdbcConnectionException("No connection to look at what is committed", e);
    }
  }

  /** The same database, with its statements on this connection. */
  Database on(Connection connection) {
    return new Database(this, connection);
  }

  JdbcTemplate jdbc() {
    return jdbc;
  }

  Dialect dialect() {
    return dialect;
  }

  /** The statement with the names of this database's tables. */
  String sql(String template) {
    return prefix.in(template);
  }

  /** The one number that the query gives. */
  long count(String template, Object... arguments) {
    Long count = jdbc.queryForObject(sql(template), Long.class, arguments);
    return count == null ? 0 : count;
  }

  /** Runs the work in the caller's transaction, or in one of its own. */
  <T> T joining(Function<TransactionStatus, T> work) {
    return joining.execute(work::apply);
  }

  /** Runs the work in a transaction of its own. */
  <T> T separate(Function<TransactionStatus, T> work) {
    return separate.execute(work::apply);
  }

  /** Whether the connection is that of the transaction which the caller is in. */
  boolean isOfTransaction(Connection connection) {
    return DataSourceUtils.isConnectionTransactional(connection, dataSource);
  }

  /**
   * What belongs to the transaction that the caller is in: made when it is asked for first, and
   * forgotten at its end. Outside of a transaction it is made each time.
   *
   * @param owner what it is kept for
   */
  <T> T ofTransaction(Object owner, Supplier<T> make) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      return make.get();
    }
    @SuppressWarnings("unchecked") // an owner asks for one kind of thing only
    @Nullable T kept = (T) TransactionSynchronizationManager.getResource(owner);
    if (kept != null) {
      return kept;
    }
    T made = make.get();
    TransactionSynchronizationManager.bindResource(owner, made);
    TransactionSynchronizationManager.registerSynchronization(new Binding(owner, made));
    return made;
  }

  /** Takes what belongs to a transaction away while that is suspended, and at its end. */
  private record Binding(Object owner, Object kept) implements TransactionSynchronization {

    @Override
    public void suspend() {
      TransactionSynchronizationManager.unbindResource(owner);
    }

    @Override
    public void resume() {
      TransactionSynchronizationManager.bindResource(owner, kept);
    }

    @Override
    public void afterCompletion(int status) {
      TransactionSynchronizationManager.unbindResourceIfPossible(owner);
    }
  }

  /**
   * Runs the work on another connection than the caller's transaction has, each statement alone.
   */
  <T> T outside(Supplier<T> work) {
    return outside.execute(status -> work.get());
  }

  /**
   * Runs statements that another transaction may be in the way of, and waits for that a short while
   * only. If it was, they are undone, and the transaction can go on.
   *
   * @throws BusyException if the database has rolled back the whole transaction instead
   */
  <T> Contest<T> contend(Supplier<T> statements) {
    return jdbc.execute((Connection connection) -> contend(connection, statements));
  }

  private <T> Contest<T> contend(Connection connection, Supplier<T> statements)
      throws SQLException {
    SessionSetting setting = dialect.lockTimeout();
    Object before = setting.set(jdbc, lockTimeout);
    Savepoint savepoint = connection.setSavepoint();
    try {
      T value = statements.get();
      connection.releaseSavepoint(savepoint);
      setting.restore(jdbc, before);
      return new Contest.Won<>(value);
    } catch (DataAccessException e) {
      Obstacle obstacle = obstacle(e);
      if (obstacle == Obstacle.OTHER) {
        throw e;
      }
      boolean undone = obstacle != Obstacle.ROLLED_BACK && undo(connection, savepoint);
      setting.restore(jdbc, before);
      if (!undone) {
        throw new BusyException(
            "Another transaction was in the way, and the database rolled this one back as a whole.");
      }
      return obstacle == Obstacle.DUPLICATE
          ? new Contest.Duplicate<>()
          : new Contest.Busy<>(
              "Another transaction is in the way, and has not ended within %d ms."
                  .formatted(lockTimeout.toMillis()));
    }
  }

  private Obstacle obstacle(DataAccessException refusal) {
    return refusal.getMostSpecificCause() instanceof SQLException cause
        ? dialect.obstacle(cause)
        : Obstacle.OTHER;
  }

  /** Whether the transaction is as it was before; a server may roll all of it back by itself. */
  private static boolean undo(Connection connection, Savepoint savepoint) {
    try {
      connection.rollback(savepoint);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }
}
