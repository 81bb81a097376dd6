package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import io.powercrud.task.Idempotency;
import io.powercrud.task.NewTask;
import io.powercrud.task.PayloadCodec;
import io.powercrud.task.Stage;
import io.powercrud.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a task that is written down, in all of its tables. */
final class NewTaskRows {

  /** How many rows are sent at once. */
  private static final int BATCH = 1_000;

  private final Database database;
  private final PayloadCodec codec;
  private final ChildTable children;

  NewTaskRows(Database database, PayloadCodec codec, ChildTable children) {
    this.database = database;
    this.codec = codec;
    this.children = children;
  }

  private static final String INSERT =
      """
      INSERT INTO ${prefix}task
        (task_key, root_key, parent_key, parent_slot, on_failure, manager_name, task_type,
         payload_version, payload, status, stage, user_name, caller, reason, idempotency_key,
         request_hash, total, claim_until, timeout_ms, tree_deadline, priority, start_at,
         created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String INSERT_FENCE =
      "INSERT INTO ${prefix}fence (task_key, attempt) VALUES (?, 0)";

  private static final String INSERT_CURSOR =
      """
      INSERT INTO ${prefix}cursor (task_key, position, changed, unchanged, failed, skipped)
      VALUES (?, 0, 0, 0, 0, 0)
      """;

  private static final String INSERT_PROGRESS =
      "INSERT INTO ${prefix}progress (task_key, done, total, updated_at) VALUES (?, 0, 0, ?)";

  void insert(NewTask task) {
    update(INSERT, taskRow(task, children.add(task).orElse(null)));
    update(INSERT_FENCE, keyRow(task));
    update(INSERT_CURSOR, keyRow(task));
    update(INSERT_PROGRESS, progressRow(task));
  }

  private void update(String sql, @Nullable Object[] row) {
    database.jdbc().update(database.sql(sql), row);
  }

  void insertAll(List<NewTask> tasks) {
    Map<TaskKey, String> slots = children.addAll(tasks);
    for (int start = 0; start < tasks.size(); start += BATCH) {
      List<NewTask> batch = tasks.subList(start, Math.min(tasks.size(), start + BATCH));
      insertBatch(
          INSERT, batch.stream().map(task -> taskRow(task, slots.get(task.key()))).toList());
      List<@Nullable Object[]> keys = batch.stream().map(NewTaskRows::keyRow).toList();
      insertBatch(INSERT_FENCE, keys);
      insertBatch(INSERT_CURSOR, keys);
      insertBatch(INSERT_PROGRESS, batch.stream().map(NewTaskRows::progressRow).toList());
    }
  }

  private void insertBatch(String sql, List<@Nullable Object[]> rows) {
    database.jdbc().batchUpdate(database.sql(sql), rows);
  }

  private static @Nullable Object[] keyRow(NewTask task) {
    return new @Nullable Object[] {task.key().value()};
  }

  private static @Nullable Object[] progressRow(NewTask task) {
    return new @Nullable Object[] {task.key().value(), UtcTime.of(task.createdAt())};
  }

  private @Nullable Object[] taskRow(NewTask task, @Nullable String slot) {
    Idempotency request = task.idempotency();
    TaskKey parent = task.parent();
    Duration timeout = task.timeout();
    return new @Nullable Object[] {
      task.key().value(),
      task.root().value(),
      parent == null ? null : parent.value(),
      slot,
      task.onFailure().name(),
      task.manager(),
      task.type(),
      task.payloadVersion(),
      task.payload(),
      TaskStatus.PENDING.name(),
      Stage.WORK.name(),
      task.caller().name(),
      CallerSnapshot.write(task.caller(), codec),
      task.reason(),
      request == null ? null : request.key(),
      request == null ? null : request.requestHash(),
      task.total(),
      UtcTime.ofNullable(task.claimUntil()),
      timeout == null ? null : timeout.toMillis(),
      UtcTime.ofNullable(task.treeDeadline()),
      task.turn().priority(),
      UtcTime.ofNullable(task.turn().startAt()),
      UtcTime.of(task.createdAt())
    };
  }
}
