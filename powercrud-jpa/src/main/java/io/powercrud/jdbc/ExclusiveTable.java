package io.powercrud.jdbc;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The statements on the {@code exclusive} table, which keeps the tasks of one tree apart on records
 * that its root holds.
 */
final class ExclusiveTable {

  private final Database database;

  ExclusiveTable(Database database) {
    this.database = database;
  }

  private static final String CLAIMED =
      """
      SELECT e.entity_type, e.record_id, e.task_key AS holder_key, t.user_name, e.since_at
      FROM %s
      JOIN ${prefix}exclusive e
        ON e.entity_type = x.entity_type AND e.record_id = x.record_id
      LEFT JOIN ${prefix}task t ON t.task_key = e.task_key
      """;

  /** Which tasks claimed which of the rows' records. */
  Map<RecordKey, Conflict> claimed(List<Row> rows) {
    return RecordTable.conflicts(database, CLAIMED, rows);
  }

  private static final String CLAIM =
      """
      INSERT INTO ${prefix}exclusive (entity_type, record_id, root_key, task_key, since_at)
      SELECT x.entity_type, x.record_id, ?, ?, ? FROM %s
      """;

  long claim(TaskKey task, TaskKey root, Instant now, List<Row> rows) {
    String sql = database.sql(CLAIM.formatted(database.dialect().rows()));
    long claimed = 0;
    for (List<Row> batch : RecordTable.batches(rows)) {
      List<Object> arguments = new ArrayList<>();
      arguments.add(root.value());
      arguments.add(task.value());
      arguments.add(UtcTime.of(now));
      arguments.addAll(database.dialect().arguments(batch));
      claimed += database.jdbc().update(sql, arguments.toArray());
    }
    return claimed;
  }

  private static final String RELEASE = "DELETE FROM ${prefix}exclusive WHERE task_key = ?";

  void release(TaskKey task) {
    database.jdbc().update(database.sql(RELEASE), task.value());
  }
}
