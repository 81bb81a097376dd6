package io.powercrud.bulk;

import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.PessimisticLockException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.springframework.dao.PessimisticLockingFailureException;

/** Failures that another transaction's locks caused: doing the same again may well succeed. */
final class LockTrouble {

  private static final Set<String> SQL_STATES = Set.of("40001", "40P01", "55P03", "HYT00");

  private LockTrouble() {}

  static boolean isCauseOf(Throwable thrown) {
    return FailureReason.hasCause(thrown, LockTrouble::isLockTrouble);
  }

  private static boolean isLockTrouble(Throwable cause) {
    return cause instanceof PessimisticLockingFailureException
        || cause instanceof PessimisticLockException
        || cause instanceof LockTimeoutException
        || cause instanceof SQLTransientException
        || (cause instanceof SQLException sql
            && SQL_STATES.contains(String.valueOf(sql.getSQLState())));
  }
}
