package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import io.powercrud.progress.Progress;
import io.powercrud.task.Counts;
import io.powercrud.task.OnFailure;
import io.powercrud.task.PayloadCodec;
import io.powercrud.task.Stage;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.Turn;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;

/** Tasks from rows, with what stands beside them in tables of its own. */
final class TaskRows implements RowMapper<Task> {

  static final String SELECT =
      """
      SELECT t.*, f.attempt, c.changed, c.unchanged, c.failed, c.skipped,
        p.done, p.total AS progress_total, p.message
      FROM ${prefix}task t
      LEFT JOIN ${prefix}fence f ON f.task_key = t.task_key
      LEFT JOIN ${prefix}cursor c ON c.task_key = t.task_key
      LEFT JOIN ${prefix}progress p ON p.task_key = t.task_key
      """;

  private final PayloadCodec codec;

  TaskRows(PayloadCodec codec) {
    this.codec = codec;
  }

  @Override
  public Task mapRow(ResultSet row, int number) throws SQLException {
    return new Task(
        new TaskKey(row.getString("task_key")),
        row.getString("manager_name"),
        row.getString("task_type"),
        row.getInt("payload_version"),
        row.getString("payload"),
        TaskStatus.valueOf(row.getString("status")),
        CallerSnapshot.read(row.getString("caller"), codec),
        row.getString("reason"),
        new TaskKey(row.getString("root_key")),
        nullableKey(row.getString("parent_key")),
        OnFailure.valueOf(row.getString("on_failure")),
        Stage.valueOf(row.getString("stage")),
        timeout(row),
        UtcTime.readNullable(row, "deadline"),
        UtcTime.readNullable(row, "tree_deadline"),
        row.getInt("attempt"),
        row.getLong("total"),
        UtcTime.readNullable(row, "claim_until"),
        new Counts(
            row.getLong("changed"),
            row.getLong("unchanged"),
            row.getLong("failed"),
            row.getLong("skipped")),
        new Progress(row.getLong("done"), row.getLong("progress_total"), row.getString("message")),
        new Turn(row.getInt("priority"), UtcTime.readNullable(row, "start_at")),
        UtcTime.read(row, "created_at"),
        UtcTime.readNullable(row, "started_at"),
        UtcTime.readNullable(row, "finished_at"),
        row.getString("result"),
        row.getString("error"),
        row.getString("request_hash"),
        row.getString("escaped_work"));
  }

  private static @Nullable Duration timeout(ResultSet row) throws SQLException {
    long millis = row.getLong("timeout_ms");
    return row.wasNull() ? null : Duration.ofMillis(millis);
  }

  static @Nullable TaskKey nullableKey(@Nullable String value) {
    return value == null ? null : new TaskKey(value);
  }
}
