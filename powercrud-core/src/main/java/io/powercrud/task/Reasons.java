package io.powercrud.task;

import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ConflictException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What an exception tells a task's history. */
final class Reasons {

  private static final int DEEPEST = 20;
  private static final int LONGEST_OF_CHILD = 3_500;

  /** A statement in brackets, as frameworks quote it, or at the end, as H2 does. */
  private static final Pattern STATEMENT =
      Pattern.compile(
          "(?is)(?:\\s+SQL)?\\s*\\[\\s*(?:/\\*.*?\\*/\\s*)?"
              + "(?:select|insert|update|delete|merge|with|call)\\b.*?](?=\\s*$|\\s*;|\\s*\\[)"
              + "|;?\\s*SQL statement:.*");

  private Reasons() {}

  /** The sentence that explains it to people. */
  static String of(Throwable thrown) {
    String message = withoutStatements(thrown.getMessage());
    if (message.isBlank()) {
      return thrown.getClass().getSimpleName();
    }
    return speaksForItself(thrown) ? message : thrown.getClass().getSimpleName() + ": " + message;
  }

  private static String withoutStatements(@Nullable String message) {
    return message == null ? "" : STATEMENT.matcher(message).replaceAll("").strip();
  }

  private static boolean speaksForItself(Throwable thrown) {
    return thrown instanceof ConflictException
        || thrown instanceof BusyException
        || thrown instanceof TaskFailedException
        || thrown instanceof TaskTimedOutException
        || thrown instanceof PayloadException;
  }

  /** The text as a part of one line of a log, whatever it contains. */
  static String inOneLine(String text) {
    return text.replaceAll("[\\p{Cc}\\p{Zl}\\p{Zp}]", "?");
  }

  /** A reason that still fits into that of the task above, with its beginning and its end. */
  static String shortened(String reason) {
    return reason.length() <= LONGEST_OF_CHILD
        ? reason
        : reason.substring(0, LONGEST_OF_CHILD / 2)
            + " … "
            + reason.substring(reason.length() - LONGEST_OF_CHILD / 2);
  }

  /** The exception of this type that it is or was caused by. */
  static <T extends Throwable> Optional<T> find(Class<T> type, Throwable thrown) {
    @Nullable Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
      if (type.isInstance(cause)) {
        return Optional.of(type.cast(cause));
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }
}
