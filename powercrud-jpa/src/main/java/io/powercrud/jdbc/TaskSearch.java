package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import io.powercrud.task.ChildCount;
import io.powercrud.task.OnFailure;
import io.powercrud.task.OpenTasks;
import io.powercrud.task.Task;
import io.powercrud.task.TaskPage;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The queries for more than one task. */
final class TaskSearch {

  private final Database database;
  private final TaskRows taskRows;

  TaskSearch(Database database, TaskRows taskRows) {
    this.database = database;
    this.taskRows = taskRows;
  }

  private static final String COUNT = "SELECT COUNT(*) FROM ${prefix}task t";

  private static final String NEWEST_FIRST =
      " ORDER BY t.created_at DESC, t.task_key DESC LIMIT ? OFFSET ?";

  /** The tasks of the query, in two statements. */
  TaskPage page(TaskQuery query) {
    Conditions conditions = Conditions.of(query);
    long total = database.count(COUNT + conditions.where(), conditions.arguments().toArray());
    List<Object> arguments = new ArrayList<>(conditions.arguments());
    arguments.add(query.size());
    arguments.add((long) query.page() * query.size());
    List<Task> items =
        database
            .jdbc()
            .query(
                database.sql(TaskRows.SELECT + conditions.where() + NEWEST_FIRST),
                taskRows,
                arguments.toArray());
    return new TaskPage(items, total, query.page(), query.size());
  }

  /** The children of these tasks, in one statement. */
  Map<TaskKey, List<Task>> childrenOf(Collection<TaskKey> parents, int limit) {
    if (parents.isEmpty()) {
      return Map.of();
    }
    String where =
        " WHERE t.parent_key IN (%s) ORDER BY t.created_at, t.task_key LIMIT ?"
            .formatted(String.join(", ", Collections.nCopies(parents.size(), "?")));
    List<Object> arguments = new ArrayList<>(parents.stream().map(TaskKey::value).toList());
    arguments.add(limit);
    return database
        .jdbc()
        .query(database.sql(TaskRows.SELECT + where), taskRows, arguments.toArray())
        .stream()
        .collect(Collectors.groupingBy(child -> Objects.requireNonNull(child.parent())));
  }

  private static final String COUNT_CHILDREN =
      """
      SELECT parent_key, status, on_failure, COUNT(*) AS children FROM ${prefix}task
      WHERE parent_key IN (%s)
      GROUP BY parent_key, status, on_failure ORDER BY parent_key, status, on_failure
      """;

  /** How many children of these tasks are alike, in one statement. */
  Map<TaskKey, List<ChildCount>> countChildren(Collection<TaskKey> parents) {
    Map<TaskKey, List<ChildCount>> counts = new HashMap<>();
    if (!parents.isEmpty()) {
      String markers = String.join(", ", Collections.nCopies(parents.size(), "?"));
      database
          .jdbc()
          .query(
              database.sql(COUNT_CHILDREN.formatted(markers)),
              row -> {
                counts
                    .computeIfAbsent(
                        new TaskKey(row.getString("parent_key")), parent -> new ArrayList<>())
                    .add(
                        new ChildCount(
                            TaskStatus.valueOf(row.getString("status")),
                            OnFailure.valueOf(row.getString("on_failure")),
                            row.getLong("children")));
              },
              parents.stream().map(TaskKey::value).toArray());
    }
    return counts;
  }

  private static final String FIRST_CHILD_THAT_ENDED =
      TaskRows.SELECT
          + """
          WHERE t.parent_key = ? AND t.status = ? AND t.on_failure = ?
          ORDER BY t.finished_at, t.task_key LIMIT 1
          """;

  Optional<Task> firstChildThatEnded(TaskKey parent, TaskStatus status, OnFailure onFailure) {
    return database
        .jdbc()
        .query(
            database.sql(FIRST_CHILD_THAT_ENDED),
            taskRows,
            parent.value(),
            status.name(),
            onFailure.name())
        .stream()
        .findFirst();
  }

  private static final int PARENTS_AT_ONCE = 1_000;

  private static final String OPEN_CHILDREN =
      "SELECT task_key FROM ${prefix}task WHERE parent_key IN (%s) AND finished_at IS NULL";

  List<TaskKey> openChildrenOf(Collection<TaskKey> parents) {
    List<String> keys = parents.stream().map(TaskKey::value).toList();
    List<TaskKey> open = new ArrayList<>();
    for (int start = 0; start < keys.size(); start += PARENTS_AT_ONCE) {
      List<String> some = keys.subList(start, Math.min(keys.size(), start + PARENTS_AT_ONCE));
      String markers = String.join(", ", Collections.nCopies(some.size(), "?"));
      database
          .jdbc()
          .queryForList(
              database.sql(OPEN_CHILDREN.formatted(markers)), String.class, some.toArray())
          .forEach(key -> open.add(new TaskKey(key)));
    }
    return open;
  }

  /** What a query asks for, as far as it asks for something. */
  private record Conditions(List<String> clauses, List<Object> arguments) {

    static Conditions of(TaskQuery query) {
      Conditions conditions = new Conditions(new ArrayList<>(), new ArrayList<>());
      if (!query.statuses().isEmpty()) {
        conditions.add(
            "t.status IN (%s)"
                .formatted(String.join(", ", Collections.nCopies(query.statuses().size(), "?"))),
            query.statuses().stream().map(Enum::name).toArray());
      }
      if (query.type() != null) {
        conditions.add("t.task_type = ?", query.type());
      }
      if (query.user() != null) {
        conditions.add("t.user_name = ?", query.user());
      }
      if (query.parent() != null) {
        conditions.add("t.parent_key = ?", query.parent().value());
      }
      return conditions;
    }

    private void add(String clause, Object... values) {
      clauses.add(clause);
      arguments.addAll(List.of(values));
    }

    String where() {
      return clauses.isEmpty() ? "" : " WHERE " + String.join(" AND ", clauses);
    }
  }

  private static final String OPEN =
      """
      SELECT manager_name, task_type, payload_version,
        SUM(CASE WHEN started_at IS NULL THEN 1 ELSE 0 END) AS pending,
        SUM(CASE WHEN started_at IS NULL THEN 0 ELSE 1 END) AS running,
        MIN(CASE WHEN started_at IS NULL THEN created_at END) AS oldest_pending,
        MIN(unknown_since) AS unknown_since
      FROM ${prefix}task WHERE finished_at IS NULL
      GROUP BY manager_name, task_type, payload_version
      ORDER BY manager_name, task_type, payload_version
      """;

  List<OpenTasks> open() {
    return database.jdbc().query(database.sql(OPEN), TaskSearch::openTasks);
  }

  private static final String STARTED_AFTER =
      """
      SELECT 1 FROM ${prefix}task
      WHERE started_at > ? AND manager_name = ? AND task_type = ? AND payload_version = ?
        AND status IN ('RUNNING', 'WAITING_FOR_CHILDREN', 'SUCCEEDED', 'PARTIAL')
      LIMIT 1
      """;

  boolean wasStartedAfter(Instant time, String manager, String type, int payloadVersion) {
    return !database
        .jdbc()
        .queryForList(database.sql(STARTED_AFTER), UtcTime.of(time), manager, type, payloadVersion)
        .isEmpty();
  }

  private static final String COUNT_OPEN_OF =
      """
      SELECT COUNT(*) FROM ${prefix}task
      WHERE status IN ('PENDING', 'RUNNING', 'WAITING_FOR_CHILDREN', 'CANCEL_REQUESTED')
        AND parent_key IS NULL AND user_name = ?
      """;

  long countOpenOf(String user) {
    return database.count(COUNT_OPEN_OF, user);
  }

  private static OpenTasks openTasks(ResultSet row, int number) throws SQLException {
    return new OpenTasks(
        row.getString("manager_name"),
        row.getString("task_type"),
        row.getInt("payload_version"),
        row.getLong("pending"),
        row.getLong("running"),
        UtcTime.readNullable(row, "oldest_pending"),
        UtcTime.readNullable(row, "unknown_since"));
  }
}
