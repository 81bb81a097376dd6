package io.powercrud.jdbc;

import static java.util.stream.Collectors.joining;

import io.powercrud.TaskKey;
import io.powercrud.progress.Progress;
import io.powercrud.task.Attempt;
import io.powercrud.task.Ending;
import io.powercrud.task.Stage;
import io.powercrud.task.TaskStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The statements that move a task from one status to the next, as far as it may go there. */
final class TaskMoves {

  private static final int LONGEST_ERROR = 4000;
  private static final int LONGEST_THREAD_NAME = 200;

  private final Database database;

  TaskMoves(Database database) {
    this.database = database;
  }

  private static final String BEGIN =
      """
      UPDATE ${prefix}task
      SET started_at = COALESCE(started_at, ?), deadline = COALESCE(deadline, ?),
        unknown_since = NULL,
        status = CASE status WHEN 'CANCEL_REQUESTED' THEN status ELSE 'RUNNING' END,
        stage = CASE stage WHEN 'STEP_DUE' THEN 'STEP' ELSE stage END
      WHERE task_key = ? AND finished_at IS NULL AND stage <> 'OVER'
      """;

  private static final String NEXT_ATTEMPT =
      "UPDATE ${prefix}fence SET attempt = attempt + 1 WHERE task_key = ?";

  private static final String BEGUN =
      """
      SELECT t.task_key, t.root_key, f.attempt
      FROM ${prefix}task t JOIN ${prefix}fence f ON f.task_key = t.task_key
      WHERE t.task_key = ?
      """;

  private static final String UNKNOWN_SINCE =
      "SELECT unknown_since FROM ${prefix}task WHERE task_key = ?";

  private static final String NOTE_UNKNOWN =
      "UPDATE ${prefix}task SET unknown_since = ? WHERE task_key = ? AND unknown_since IS NULL";

  Instant unknownSince(TaskKey key, Instant now) {
    return notedSince(key)
        .orElseGet(
            () -> {
              update(NOTE_UNKNOWN, UtcTime.of(now), key.value());
              return now;
            });
  }

  private Optional<Instant> notedSince(TaskKey key) {
    return database
        .jdbc()
        .query(
            database.sql(UNKNOWN_SINCE),
            (row, number) -> Optional.ofNullable(UtcTime.readNullable(row, "unknown_since")),
            key.value())
        .stream()
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static final String NOTE_ESCAPED_WORK =
      "UPDATE ${prefix}task SET escaped_work = ? WHERE task_key = ? AND escaped_work IS NULL";

  void noteEscapedWork(TaskKey key, String thread) {
    String name = thread.substring(0, Math.min(LONGEST_THREAD_NAME, thread.length()));
    update(NOTE_ESCAPED_WORK, name, key.value());
  }

  /** The task's row comes before the fence, as it does when a task ends. */
  Optional<Attempt> beginAttempt(TaskKey key, Instant now, @Nullable Instant deadline) {
    return database.joining(
        transaction -> {
          if (update(BEGIN, UtcTime.of(now), UtcTime.ofNullable(deadline), key.value()) == 0) {
            return Optional.empty();
          }
          supersede(key);
          return Optional.ofNullable(
              database.jdbc().queryForObject(database.sql(BEGUN), TaskMoves::attempt, key.value()));
        });
  }

  void supersede(TaskKey key) {
    update(NEXT_ATTEMPT, key.value());
  }

  private static Attempt attempt(ResultSet row, int number) throws SQLException {
    return new Attempt(
        new TaskKey(row.getString("task_key")),
        new TaskKey(row.getString("root_key")),
        row.getInt("attempt"));
  }

  private static final String REQUEST_CANCEL =
      "UPDATE ${prefix}task SET status = 'CANCEL_REQUESTED' WHERE task_key = ? AND status IN (%s)"
          .formatted(
              statuses(
                  Stream.concat(
                      TaskStatus.CANCEL_REQUESTED.predecessors().stream(),
                      Stream.of(TaskStatus.CANCEL_REQUESTED))));

  boolean requestCancel(TaskKey key) {
    return update(REQUEST_CANCEL, key.value()) > 0;
  }

  private static final String WAIT =
      """
      UPDATE ${prefix}task
      SET status = CASE status WHEN 'CANCEL_REQUESTED' THEN status ELSE 'WAITING_FOR_CHILDREN' END,
        stage = ?, own_status = ?, result = ?, error = ?, deadline = NULL
      WHERE task_key = ? AND status IN (%s)
      """
          .formatted(
              statuses(
                  Stream.concat(
                      TaskStatus.WAITING_FOR_CHILDREN.predecessors().stream(),
                      Stream.of(TaskStatus.CANCEL_REQUESTED))));

  void waitForChildren(TaskKey key, Ending own, Stage next) {
    database.joining(
        transaction -> {
          int waiting =
              update(
                  WAIT,
                  next.name(),
                  own.status().name(),
                  own.result(),
                  cut(own.error()),
                  key.value());
          if (waiting == 0) {
            throw refused(key, TaskStatus.WAITING_FOR_CHILDREN);
          }
          return waiting + writeLastProgress(key, own);
        });
  }

  private static final String STATUS = "SELECT status FROM ${prefix}task WHERE task_key = ?";

  private @Nullable String statusOf(TaskKey key) {
    List<String> found =
        database.jdbc().queryForList(database.sql(STATUS), String.class, key.value());
    return found.isEmpty() ? null : found.get(0);
  }

  private IllegalStateException refused(TaskKey key, TaskStatus next) {
    return new IllegalStateException(
        "Task %s may not become %s, for it is %s".formatted(key, next, statusOf(key)));
  }

  private static final String END =
      """
      UPDATE ${prefix}task
      SET status = ?, stage = 'OVER', result = COALESCE(?, result), error = ?, finished_at = ?
      WHERE task_key = ? AND status IN (%s)
      """;

  private static final String LAST_PROGRESS =
      """
      UPDATE ${prefix}progress SET done = ?, total = ?, message = ?, updated_at = ?
      WHERE task_key = ?
      """;

  void end(TaskKey key, Ending ending) {
    database.joining(
        transaction -> {
          int ended =
              update(
                  END.formatted(statuses(ending.status().predecessors().stream())),
                  ending.status().name(),
                  ending.result(),
                  cut(ending.error()),
                  UtcTime.of(ending.at()),
                  key.value());
          if (ended == 0) {
            throw refused(key, ending.status());
          }
          return ended + writeLastProgress(key, ending);
        });
  }

  private int writeLastProgress(TaskKey key, Ending ending) {
    Progress last = ending.progress();
    return last == null
        ? 0
        : update(
            LAST_PROGRESS,
            last.done(),
            last.total(),
            last.message(),
            UtcTime.of(ending.at()),
            key.value());
  }

  private static @Nullable String cut(@Nullable String error) {
    return error == null || error.length() <= LONGEST_ERROR
        ? error
        : error.substring(0, LONGEST_ERROR - 1) + "…";
  }

  private static String statuses(Stream<TaskStatus> statuses) {
    return statuses.map("'%s'"::formatted).collect(joining(", "));
  }

  private int update(String sql, @Nullable Object... arguments) {
    return database.jdbc().update(database.sql(sql), arguments);
  }
}
