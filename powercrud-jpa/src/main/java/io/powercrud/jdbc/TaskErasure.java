package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** The deletion of tasks with everything that was kept for them. */
final class TaskErasure {

  private final Database database;
  private final NamedParameterJdbcTemplate named;

  TaskErasure(Database database) {
    this.database = database;
    this.named = new NamedParameterJdbcTemplate(database.jdbc());
  }

  /** A child's rows are kept as long as its root's, whose holdings they are. */
  private static final String ENDED =
      """
      SELECT t.task_key FROM ${prefix}task t
      WHERE t.finished_at < ?
        AND NOT EXISTS (
          SELECT 1 FROM ${prefix}task r
          WHERE r.task_key = t.root_key AND (r.finished_at IS NULL OR r.finished_at >= ?))
      ORDER BY t.finished_at LIMIT ?
      """;

  int eraseEndedBefore(Instant time, int limit) {
    List<TaskKey> keys =
        database
            .jdbc()
            .query(
                database.sql(ENDED),
                (row, number) -> new TaskKey(row.getString("task_key")),
                UtcTime.of(time),
                UtcTime.of(time),
                limit);
    return keys.isEmpty() ? 0 : erase(keys);
  }

  private static final List<String> DELETE_ROWS =
      List.of(
          "DELETE FROM ${prefix}children WHERE task_key IN (:keys)",
          "DELETE FROM ${prefix}record WHERE task_key IN (:keys)",
          "DELETE FROM ${prefix}exclusive WHERE task_key IN (:keys)",
          "DELETE FROM ${prefix}wait WHERE task_key IN (:keys)",
          "DELETE FROM ${prefix}progress WHERE task_key IN (:keys)",
          "DELETE FROM ${prefix}outcome WHERE task_key IN (:keys)",
          "DELETE FROM ${prefix}cursor WHERE task_key IN (:keys)",
          "DELETE FROM ${prefix}task WHERE task_key IN (:keys)",
          "DELETE FROM ${prefix}fence WHERE task_key IN (:keys)");

  private static final String ATTEMPTS =
      "SELECT task_key, attempt FROM ${prefix}fence WHERE task_key IN (:keys)";

  private static final String DELETE_DELIVERIES =
      "DELETE FROM ${prefix}queue WHERE task_name = 'powercrud' AND task_instance IN (:instances)";

  /** Deletes the tasks, and says how many. */
  int erase(List<TaskKey> keys) {
    Map<String, ?> parameters = Map.of("keys", keys.stream().map(TaskKey::value).toList());
    List<String> instances = new ArrayList<>();
    named.query(
        database.sql(ATTEMPTS),
        parameters,
        row -> {
          addInstances(row, instances);
        });
    DELETE_ROWS.forEach(delete -> named.update(database.sql(delete), parameters));
    if (!instances.isEmpty()) {
      named.update(database.sql(DELETE_DELIVERIES), Map.of("instances", instances));
    }
    return keys.size();
  }

  /** A task has a row of its key, and one for each attempt after which it was enqueued again. */
  private static void addInstances(ResultSet row, List<String> instances) throws SQLException {
    String key = row.getString("task_key");
    instances.add(key);
    for (int attempt = 1; attempt <= row.getInt("attempt"); attempt++) {
      instances.add(key + "#" + attempt);
    }
  }
}
