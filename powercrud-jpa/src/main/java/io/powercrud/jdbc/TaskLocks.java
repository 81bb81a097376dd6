package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import io.powercrud.task.Attempt;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.OpenChild;
import io.powercrud.task.Stage;
import io.powercrud.task.Standing;
import io.powercrud.task.TaskStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The statements that keep a task as it is until a transaction ends. The task's row comes before
 * its fence, and a child's row before its parent's.
 */
final class TaskLocks {

  private final Database database;

  TaskLocks(Database database) {
    this.database = database;
  }

  private static final String LOCK =
      """
      SELECT task_key, root_key, parent_key, manager_name, task_type, status, stage, own_status,
        error, started_at
      FROM ${prefix}task WHERE task_key = ? FOR UPDATE
      """;

  private static final String CHILDREN =
      """
      SELECT f.attempt,
        (SELECT COUNT(*) FROM ${prefix}children c WHERE c.task_key = f.task_key) AS slots,
        (SELECT COUNT(*) FROM ${prefix}children c
          WHERE c.task_key = f.task_key AND c.open_children > 0) AS open_slots
      FROM ${prefix}fence f WHERE f.task_key = ?
      """;

  /**
   * How the task stands. Its children are counted by a second statement, because the first one
   * waited for the lock and sees what was committed before it began to wait. In a caller's
   * transaction that reads from a snapshot the second one sees less than the first: that the task
   * was begun is told by its locked row.
   */
  Optional<Standing> lock(TaskKey key) {
    return database.joining(
        transaction ->
            database
                .jdbc()
                .query(database.sql(LOCK), (row, number) -> standing(row), key.value())
                .stream()
                .findFirst()
                .map(this::withChildren));
  }

  private static Standing standing(ResultSet row) throws SQLException {
    @Nullable String own = row.getString("own_status");
    return new Standing(
        new TaskKey(row.getString("task_key")),
        new TaskKey(row.getString("root_key")),
        TaskRows.nullableKey(row.getString("parent_key")),
        row.getString("manager_name"),
        row.getString("task_type"),
        TaskStatus.valueOf(row.getString("status")),
        Stage.valueOf(row.getString("stage")),
        own == null ? null : TaskStatus.valueOf(own),
        row.getString("error"),
        row.getObject("started_at") == null ? 0 : 1,
        false,
        false);
  }

  private Standing withChildren(Standing locked) {
    Standing standing =
        database
            .jdbc()
            .queryForObject(
                database.sql(CHILDREN),
                (row, number) ->
                    new Standing(
                        locked.key(),
                        locked.root(),
                        locked.parent(),
                        locked.manager(),
                        locked.type(),
                        locked.status(),
                        locked.stage(),
                        locked.ownStatus(),
                        locked.ownError(),
                        Math.max(locked.attempt(), row.getInt("attempt")),
                        row.getLong("slots") > 0,
                        row.getLong("open_slots") > 0),
                locked.key().value());
    return Objects.requireNonNull(standing);
  }

  private static final String PROVE = "SELECT attempt FROM ${prefix}fence WHERE task_key = ? ";

  void prove(Attempt attempt) {
    List<Integer> newest =
        database
            .jdbc()
            .queryForList(
                database.sql(PROVE + database.dialect().shareLock()),
                Integer.class,
                attempt.task().value());
    if (!newest.equals(List.of(attempt.number()))) {
      throw new LostTaskException(attempt);
    }
  }

  private static final String AT_WORK = "SELECT stage FROM ${prefix}task WHERE task_key = ? ";

  void proveAtWork(Attempt attempt) {
    boolean atWork =
        database
            .jdbc()
            .queryForList(
                database.sql(AT_WORK + database.dialect().shareLock()),
                String.class,
                attempt.task().value())
            .stream()
            .map(Stage::valueOf)
            .anyMatch(Stage::isOwnWork);
    if (!atWork) {
      throw new LostTaskException(attempt);
    }
    prove(attempt);
  }

  private static final String OPEN_CHILDREN =
      """
      SELECT task_key, manager_name, task_type, status FROM ${prefix}task
      WHERE parent_key = ? AND (status IN ('PENDING', 'RUNNING', 'WAITING_FOR_CHILDREN')
        OR status = 'CANCEL_REQUESTED' AND started_at IS NULL)
      ORDER BY task_key FOR UPDATE
      """;

  private static final String CANCEL_CHILDREN =
      """
      UPDATE ${prefix}task SET status = 'CANCEL_REQUESTED'
      WHERE parent_key = ? AND status IN ('PENDING', 'RUNNING', 'WAITING_FOR_CHILDREN')
      """;

  private static final String ATTEMPTS =
      """
      SELECT t.task_key, f.attempt
      FROM ${prefix}task t JOIN ${prefix}fence f ON f.task_key = t.task_key
      WHERE t.parent_key = ? AND t.status = 'CANCEL_REQUESTED'
      """;

  /** All children of one task and nothing else, in the order of their keys. */
  List<OpenChild> requestCancelOfChildren(TaskKey parent) {
    return database.joining(
        transaction -> {
          List<OpenChild> open =
              database
                  .jdbc()
                  .query(
                      database.sql(OPEN_CHILDREN), (row, number) -> openChild(row), parent.value());
          if (open.isEmpty()) {
            return open;
          }
          database.jdbc().update(database.sql(CANCEL_CHILDREN), parent.value());
          return withAttempts(parent, open);
        });
  }

  private static OpenChild openChild(ResultSet row) throws SQLException {
    return new OpenChild(
        new TaskKey(row.getString("task_key")),
        row.getString("manager_name"),
        row.getString("task_type"),
        TaskStatus.valueOf(row.getString("status")),
        0);
  }

  private List<OpenChild> withAttempts(TaskKey parent, List<OpenChild> children) {
    Map<TaskKey, Integer> attempts = new HashMap<>();
    database
        .jdbc()
        .query(
            database.sql(ATTEMPTS),
            row -> {
              attempts.put(new TaskKey(row.getString("task_key")), row.getInt("attempt"));
            },
            parent.value());
    return children.stream()
        .map(
            child ->
                new OpenChild(
                    child.key(),
                    child.manager(),
                    child.type(),
                    child.status(),
                    attempts.getOrDefault(child.key(), 0)))
        .toList();
  }
}
