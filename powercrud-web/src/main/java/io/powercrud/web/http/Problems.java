package io.powercrud.web.http;

import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ConflictException;
import io.powercrud.jdbc.RecordTriggers;
import io.powercrud.resource.FieldError;
import io.powercrud.resource.InvalidFieldsException;
import io.powercrud.task.IdempotencyException;
import io.powercrud.task.TasksSwitchedOffException;
import io.powercrud.task.TooManyTasksException;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import jakarta.validation.ConstraintViolationException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.hibernate.exception.DataException;
import org.hibernate.exception.LockAcquisitionException;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;

/** Knows which problem an exception stands for, itself or one of its causes. */
final class Problems {

  private Problems() {}

  /** The problem; empty where the exception is no answer to a request, but a failure. */
  static Optional<ProblemDetail> of(Throwable thrown) {
    return first(thrown, Problems::ofThis);
  }

  private static Optional<ProblemDetail> first(
      Throwable thrown, Function<Throwable, @Nullable ProblemDetail> problemOf) {
    @Nullable Throwable cause = thrown;
    while (cause != null) {
      ProblemDetail problem = problemOf.apply(cause);
      if (problem != null) {
        return Optional.of(problem);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  private static @Nullable ProblemDetail ofThis(Throwable thrown) {
    if (thrown instanceof ErrorResponse response) {
      return response.getBody();
    }
    if (thrown instanceof ConflictException conflict) {
      return ConflictView.problem(conflict.conflicts());
    }
    if (thrown instanceof BusyException busy) {
      return ConflictView.problem(busy);
    }
    if (thrown instanceof InvalidFieldsException invalid) {
      return JsonBody.invalid(invalid.errors()).getBody();
    }
    if (thrown instanceof ConstraintViolationException invalid) {
      return invalid(invalid);
    }
    if (thrown instanceof IdempotencyException reused) {
      return ProblemType.IDEMPOTENCY_KEY_REUSED.because(String.valueOf(reused.getMessage()));
    }
    if (thrown instanceof TooManyTasksException tooMany) {
      return ProblemType.TOO_MANY_TASKS.because(String.valueOf(tooMany.getMessage()));
    }
    if (thrown instanceof TasksSwitchedOffException off) {
      return ProblemType.SWITCHED_OFF.because(String.valueOf(off.getMessage()));
    }
    return ofTheDatabase(thrown);
  }

  private static ProblemDetail invalid(ConstraintViolationException invalid) {
    return JsonBody.invalid(
            invalid.getConstraintViolations().stream()
                .map(
                    violation ->
                        new FieldError(
                            violation.getPropertyPath().toString(), violation.getMessage()))
                .toList())
        .getBody();
  }

  /** The problem that a trigger of the guard refused a statement, if that is the cause. */
  static Optional<ProblemDetail> refusalByTrigger(Throwable thrown) {
    return first(thrown, Problems::ofATrigger);
  }

  private static @Nullable ProblemDetail ofATrigger(Throwable thrown) {
    return thrown instanceof SQLException refused
            && RecordTriggers.SQL_STATE.equals(refused.getSQLState())
        ? ProblemType.CONFLICT.because(
            "A trigger refused the change: " + refused.getMessage(),
            Map.of("conflicts", List.of(), "total", 1))
        : null;
  }

  private static @Nullable ProblemDetail ofTheDatabase(Throwable thrown) {
    ProblemDetail refused = ofATrigger(thrown);
    if (refused != null) {
      return refused;
    }
    if (thrown instanceof PessimisticLockingFailureException
        || thrown instanceof PessimisticLockException
        || thrown instanceof LockTimeoutException
        || thrown instanceof LockAcquisitionException) {
      return ConflictView.busy("Another transaction is changing the same records. Try again.");
    }
    if (thrown instanceof OptimisticLockingFailureException
        || thrown instanceof OptimisticLockException) {
      return ProblemType.STALE.because("The record was changed by somebody else meanwhile");
    }
    if (thrown instanceof org.hibernate.exception.ConstraintViolationException violated) {
      return ProblemType.INTEGRITY.because(
          "The change breaks a rule of the database%s; nothing was changed"
              .formatted(
                  violated.getConstraintName() == null
                      ? ""
                      : " (%s)".formatted(violated.getConstraintName())));
    }
    if (thrown instanceof DataException) {
      return ProblemType.INVALID.because(
          "A value is too long or out of range for its column; nothing was changed");
    }
    return null;
  }
}
