package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import io.powercrud.progress.Progress;
import io.powercrud.progress.ProgressStore;
import io.powercrud.task.TaskStatus;
import java.time.Clock;

/** Progress in the {@code progress} table, written at once, in no transaction of the caller's. */
final class JdbcProgressStore implements ProgressStore {

  private final Database database;
  private final Clock clock;

  JdbcProgressStore(Database database, Clock clock) {
    this.database = database;
    this.clock = clock;
  }

  /** Assigned from left to right on MariaDB, so {@code done} is changed when it was last asked. */
  private static final String WRITE =
      """
      UPDATE ${prefix}progress
      SET total = CASE WHEN ? >= done THEN ? ELSE GREATEST(total, ?) END,
        done = GREATEST(done, ?), message = ?, updated_at = ?
      WHERE task_key = ?
      """;

  private static final String COUNT_CANCELLED =
      "SELECT COUNT(*) FROM ${prefix}task WHERE task_key = ? AND status = '"
          + TaskStatus.CANCEL_REQUESTED
          + "'";

  @Override
  public boolean write(TaskKey task, Progress progress) {
    return database.outside(
        () -> {
          database
              .jdbc()
              .update(
                  database.sql(WRITE),
                  progress.done(),
                  progress.total(),
                  progress.total(),
                  progress.done(),
                  progress.message(),
                  UtcTime.of(clock.instant()),
                  task.value());
          return database.count(COUNT_CANCELLED, task.value()) > 0;
        });
  }

  private static final String READ =
      "SELECT done, total, message FROM ${prefix}progress WHERE task_key = ?";

  @Override
  public Progress read(TaskKey task) {
    return database.outside(
        () ->
            database
                .jdbc()
                .query(
                    database.sql(READ),
                    (row, number) ->
                        new Progress(
                            row.getLong("done"), row.getLong("total"), row.getString("message")),
                    task.value())
                .stream()
                .findFirst()
                .orElse(Progress.NONE));
  }
}
