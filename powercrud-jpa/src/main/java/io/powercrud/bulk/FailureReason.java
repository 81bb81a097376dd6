package io.powercrud.bulk;

import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ConflictException;
import io.powercrud.task.TaskFailedException;
import jakarta.persistence.OptimisticLockException;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.StaleStateException;
import org.hibernate.exception.DataException;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.UnexpectedRollbackException;

/** The sentence that tells people why a record could not be changed. */
final class FailureReason {

  /** How each database names the table of a constraint in its message. */
  private static final List<Pattern> CONSTRAINED_TABLE =
      List.of(
          Pattern.compile("on table \"([^\"]+)\"(?!.*on table)", Pattern.DOTALL),
          Pattern.compile("fails \\(`[^`]+`\\.`([^`]+)`"),
          Pattern.compile(": (?:\"?\\w+\"?\\.)?\"?(\\w+)\"? FOREIGN KEY"));

  private FailureReason() {}

  static String of(Throwable thrown) {
    Throwable cause = chain(thrown).filter(FailureReason::isTelling).findFirst().orElse(thrown);
    if (cause instanceof ConstraintViolationException invalid) {
      return ofViolations(invalid.getConstraintViolations());
    }
    if (cause instanceof org.hibernate.exception.ConstraintViolationException violated) {
      return ofConstraint(violated);
    }
    if (cause instanceof DataException data) {
      return "a value doesn't fit: " + saidBy(data.getSQLException());
    }
    if (cause instanceof StaleStateException || cause instanceof OptimisticLockException) {
      return "somebody else changed or deleted it at the same time";
    }
    if (cause instanceof UnexpectedRollbackException) {
      return "its transaction was marked to be rolled back by code that then kept the reason to itself";
    }
    Optional<SQLException> refusal = find(SQLException.class, thrown);
    if (refusal.isPresent() && !speaksForItself(cause)) {
      return "the database refused it: " + saidBy(refusal.get());
    }
    String message = firstLine(cause.getMessage());
    return speaksForItself(cause) && !message.isEmpty() ? message : named(cause, message);
  }

  /** The first cause of the given type. */
  static <X extends Throwable> Optional<X> find(Class<X> type, Throwable thrown) {
    return chain(thrown).filter(type::isInstance).map(type::cast).findFirst();
  }

  static boolean hasCause(Throwable thrown, Predicate<Throwable> condition) {
    return chain(thrown).anyMatch(condition);
  }

  private static Stream<Throwable> chain(Throwable thrown) {
    return Stream.<@Nullable Throwable>iterate(
            thrown, cause -> cause != null, cause -> cause == null ? null : cause.getCause())
        .map(cause -> cause == null ? thrown : cause)
        .limit(50);
  }

  private static boolean isTelling(Throwable cause) {
    return cause instanceof ConstraintViolationException
        || cause instanceof org.hibernate.exception.ConstraintViolationException
        || cause instanceof DataException
        || cause instanceof StaleStateException
        || cause instanceof OptimisticLockException
        || speaksForItself(cause);
  }

  private static boolean speaksForItself(Throwable cause) {
    return cause instanceof ConflictException
        || cause instanceof BusyException
        || cause instanceof TaskFailedException;
  }

  static String ofViolations(Set<? extends ConstraintViolation<?>> violations) {
    return violations.stream()
        .map(FailureReason::ofViolation)
        .sorted()
        .collect(Collectors.joining("; "));
  }

  private static String ofViolation(ConstraintViolation<?> violation) {
    String path = violation.getPropertyPath().toString();
    return path.isEmpty() ? violation.getMessage() : path + ": " + violation.getMessage();
  }

  private static String ofConstraint(
      org.hibernate.exception.ConstraintViolationException violated) {
    SQLException refusal = violated.getSQLException();
    String message = String.valueOf(refusal.getMessage());
    String constraint =
        violated.getConstraintName() == null
            ? "a constraint"
            : "the constraint " + violated.getConstraintName();
    return switch (violated.getKind()) {
      case FOREIGN_KEY ->
          "it violates %s%s, because records refer to each other"
              .formatted(constraint, constrainedTable(message));
      case UNIQUE -> "it violates %s: another record has the same value".formatted(constraint);
      case NOT_NULL -> "it violates %s: a value is missing".formatted(constraint);
      case CHECK, OTHER -> "it violates %s: %s".formatted(constraint, saidBy(refusal));
    };
  }

  private static String constrainedTable(String message) {
    return CONSTRAINED_TABLE.stream()
        .map(pattern -> pattern.matcher(message))
        .filter(Matcher::find)
        .map(found -> " of table " + found.group(1))
        .findFirst()
        .orElse("");
  }

  private static String named(Throwable cause, String message) {
    String name = cause.getClass().getSimpleName();
    return message.isEmpty() ? name : name + ": " + message;
  }

  /** What the database said, without the statement that H2 quotes after it. */
  private static String saidBy(SQLException refusal) {
    String message = firstLine(refusal.getMessage());
    int statement = message.indexOf("; SQL statement");
    return statement < 0 ? message : message.substring(0, statement);
  }

  private static String firstLine(@Nullable String message) {
    return message == null ? "" : message.lines().findFirst().orElse("").strip();
  }
}
