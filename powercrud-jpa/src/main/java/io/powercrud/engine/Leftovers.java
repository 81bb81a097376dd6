package io.powercrud.engine;

import io.powercrud.TaskKey;
import io.powercrud.task.Stores;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What tasks that have ended have left behind. A plain look finds it; before it is removed, the row
 * of its task is locked and looked at again, so that a task which begins, goes on or ends at that
 * moment is never taken for one that has ended. A delivery is judged by who has it, and by how long
 * ago its task has ended, for a task can't begin again.
 */
final class Leftovers {

  private static final Logger log = LoggerFactory.getLogger(Leftovers.class);

  private static final int TASKS_AT_ONCE = 1_000;
  private static final int NAMED = 10;

  private static final String FIND =
      """
      SELECT DISTINCT x.%2$s FROM %1$s%3$s x
      WHERE %4$s AND NOT EXISTS (
        SELECT 1 FROM %1$stask t WHERE t.task_key = x.%2$s %5$s)
      ORDER BY x.%2$s LIMIT %6$d
      """;

  private static final String REMOVE = "DELETE FROM %1$s%3$s WHERE %2$s = :task AND %4$s";

  /**
   * A row of ours that begins with the mark is for no task, and one that has it is for one again.
   */
  private static final String FIND_DELIVERIES =
      """
      SELECT x.task_instance FROM %1$squeue x
      WHERE x.task_name = :name AND x.task_instance NOT LIKE '#%%'
        AND (x.picked = FALSE OR x.last_heartbeat < :settled)
        AND NOT EXISTS (
          SELECT 1 FROM %1$stask t
          WHERE t.task_key = CASE WHEN POSITION('#' IN x.task_instance) > 0
              THEN SUBSTRING(x.task_instance, 1, POSITION('#' IN x.task_instance) - 1)
              ELSE x.task_instance END
            AND (t.finished_at IS NULL OR t.finished_at >= :settled))
      ORDER BY x.task_instance LIMIT %2$d
      """;

  private static final String REMOVE_DELIVERY =
      """
      DELETE FROM %1$squeue
      WHERE task_name = :name AND task_instance = :instance
        AND (picked = FALSE OR last_heartbeat < :settled)
      """;

  private final Stores stores;
  private final JdbcClient control;
  private final CleanupSettings settings;

  /**
   * What is left in the database behind the control connections.
   *
   * @param stores the stores over the control connections
   */
  Leftovers(Stores stores, DataSource control, CleanupSettings settings) {
    this.stores = stores;
    this.control = JdbcClient.create(control);
    this.settings = settings;
  }

  /** Removes what is found, and says how much of each kind that was. */
  Map<Leftover, Long> remove(Instant now) {
    Map<Leftover, Long> removed = new EnumMap<>(Leftover.class);
    Arrays.stream(Leftover.values())
        .forEach(
            kind ->
                removed.put(
                    kind, kind == Leftover.DELIVERY ? removeDeliveries(now) : remove(kind, now)));
    return removed;
  }

  private long remove(Leftover kind, Instant now) {
    LocalDateTime time = QueueColumns.utc(now);
    List<String> tasks =
        control.sql(statement(FIND, kind)).param("now", time).query(String.class).list();
    long rows = 0;
    for (String task : tasks) {
      rows += stores.transactions().separate(() -> removeOf(new TaskKey(task), kind, time));
    }
    return reported(kind, rows, tasks);
  }

  private long removeOf(TaskKey task, Leftover kind, LocalDateTime now) {
    boolean stays =
        stores
            .tasks()
            .lock(task)
            .filter(found -> !kind.goesAtTheEnd() || !found.status().isEnded())
            .isPresent();
    if (stays) {
      return 0;
    }
    long rows =
        control
            .sql(statement(REMOVE, kind).replace("x.", ""))
            .param("task", task.value())
            .param("now", now)
            .update();
    if (kind == Leftover.RESERVATION) {
      stores.transactions().afterCommit(() -> stores.waits().wake(task));
    }
    return rows;
  }

  private String statement(String template, Leftover kind) {
    return template.formatted(
        settings.tablePrefix(),
        kind.owner(),
        kind.table(),
        kind.condition(),
        kind.goesAtTheEnd() ? "AND t.finished_at IS NULL" : "",
        TASKS_AT_ONCE);
  }

  private long removeDeliveries(Instant now) {
    LocalDateTime settled = QueueColumns.utc(now.minus(settings.settled()));
    List<String> instances =
        control
            .sql(FIND_DELIVERIES.formatted(settings.tablePrefix(), TASKS_AT_ONCE))
            .param("name", Queue.NAME)
            .param("settled", settled)
            .query(String.class)
            .list();
    long rows = 0;
    for (String instance : instances) {
      rows +=
          control
              .sql(REMOVE_DELIVERY.formatted(settings.tablePrefix()))
              .param("name", Queue.NAME)
              .param("instance", instance)
              .param("settled", settled)
              .update();
    }
    return reported(Leftover.DELIVERY, rows, instances);
  }

  private static long reported(Leftover kind, long rows, List<String> tasks) {
    if (rows > 0) {
      log.warn(
          "{} rows of kind {} were left of tasks that have ended, and were removed: {}{}",
          rows,
          kind,
          tasks.subList(0, Math.min(NAMED, tasks.size())),
          tasks.size() > NAMED ? " and others" : "");
    }
    return rows;
  }
}
