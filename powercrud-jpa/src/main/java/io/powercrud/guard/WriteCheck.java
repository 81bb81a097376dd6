package io.powercrud.guard;

import io.powercrud.RecordKey;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.Conflicts;
import io.powercrud.jdbc.HeldRecords;
import io.powercrud.task.Attempt;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.TaskContext;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Optional;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.UncategorizedSQLException;

/**
 * Asks, when records were written and nothing of it is committed, whether that may be committed.
 */
final class WriteCheck {

  private final HeldRecords held;

  WriteCheck(HeldRecords held) {
    this.held = held;
  }

  /** The context of the task that this thread works for, unless that has ended. */
  static Optional<TaskContext> openContext() {
    return TaskContext.current().filter(context -> !context.isClosed());
  }

  /**
   * Demands that nobody but the task that this thread works for holds one of the records.
   *
   * @throws ConflictException if another task holds one; the transaction can only be rolled back
   */
  void requireNotHeldByOthers(
      SharedSessionContractImplementor session, Collection<RecordKey> written) {
    inTheWay(session, written, openContext().orElse(null))
        .ifPresent(
            conflicts -> {
              session.markForRollbackOnly();
              throw new ConflictException(conflicts);
            });
  }

  private Optional<Conflicts> inTheWay(
      SharedSessionContractImplementor session,
      Collection<RecordKey> written,
      @Nullable TaskContext context) {
    try {
      return held.inTheWay(connection(session), written, context == null ? null : context.root());
    } catch (SQLException e) {
      throw new UncategorizedSQLException("Asking who holds the records", null, e);
    }
  }

  /** Whether the session's transaction proves the attempt before it commits, as a worker's does. */
  boolean isProvedAtCommit(SharedSessionContractImplementor session, Attempt attempt) {
    return held.isProvedAtCommit(connection(session), attempt);
  }

  /**
   * Demands that the attempt is the newest one of its task, until the transaction ends.
   *
   * @throws ConflictException if it is not, and its successor holds one of the records
   * @throws LostTaskException if it is not, and nobody holds any of them
   */
  void requireNewest(
      SharedSessionContractImplementor session, Attempt attempt, Collection<RecordKey> written) {
    try {
      held.prove(connection(session), attempt);
    } catch (LostTaskException lost) {
      session.markForRollbackOnly();
      throw inTheWay(session, written, null)
          .<RuntimeException>map(conflicts -> new ConflictException(conflicts, lost))
          .orElse(lost);
    }
  }

  private static Connection connection(SharedSessionContractImplementor session) {
    return session.getJdbcCoordinator().getLogicalConnection().getPhysicalConnection();
  }
}
