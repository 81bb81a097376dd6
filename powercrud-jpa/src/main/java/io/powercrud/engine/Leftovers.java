package io.powercrud.engine;

import io.powercrud.TaskKey;
import io.powercrud.task.Stores;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
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
      SELECT DISTINCT x.%1$s AS owner_key, x.task_key FROM ${prefix}%2$s x
      WHERE %3$s AND NOT EXISTS (
        SELECT 1 FROM ${prefix}task t WHERE t.task_key = x.%1$s %4$s)
      ORDER BY x.%1$s, x.task_key LIMIT %5$d
      """;

  /** By the task's key, which each of the tables has an index for. */
  private static final String REMOVE =
      "DELETE FROM ${prefix}%2$s WHERE task_key = :task AND %1$s = :owner AND %3$s";

  /**
   * A row of ours that begins with the mark is for no task, and one that has it is for one again.
   */
  private static final String FIND_DELIVERIES =
      """
      SELECT x.task_instance FROM ${prefix}queue x
      WHERE x.task_name = :name AND x.task_instance NOT LIKE '#%'
        AND (x.picked = FALSE OR x.last_heartbeat < :settled)
        AND NOT EXISTS (
          SELECT 1 FROM ${prefix}task t
          WHERE t.task_key = CASE WHEN POSITION('#' IN x.task_instance) > 0
              THEN SUBSTRING(x.task_instance, 1, POSITION('#' IN x.task_instance) - 1)
              ELSE x.task_instance END
            AND (t.finished_at IS NULL OR t.finished_at >= :settled))
      ORDER BY x.task_instance LIMIT :most
      """;

  private static final String REMOVE_DELIVERY =
      """
      DELETE FROM ${prefix}queue
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

  /** Removes what is found of this kind, and says how much that was. */
  long remove(Leftover kind, Instant now) {
    return kind == Leftover.DELIVERY ? removeDeliveries(now) : removeRows(kind, now);
  }

  /**
   * Where there are such rows.
   *
   * @param owner the task whose end or deletion they outlived
   * @param task the task that they are filed under, which may be a child of it
   */
  private record Place(String owner, String task) {}

  private long removeRows(Leftover kind, Instant now) {
    LocalDateTime time = QueueColumns.utc(now);
    List<Place> places =
        control
            .sql(statement(FIND, kind))
            .param("now", time)
            .query(
                (row, number) -> new Place(row.getString("owner_key"), row.getString("task_key")))
            .list();
    long rows = 0;
    for (Place place : places) {
      rows += stores.transactions().separate(() -> removeAt(place, kind, time));
    }
    return reported(kind, rows, places.stream().map(Place::owner).distinct().toList());
  }

  private long removeAt(Place place, Leftover kind, LocalDateTime now) {
    TaskKey owner = new TaskKey(place.owner());
    boolean stays =
        stores
            .tasks()
            .lock(owner)
            .filter(found -> !kind.goesAtTheEnd() || !found.status().isEnded())
            .isPresent();
    if (stays) {
      return 0;
    }
    long rows =
        control
            .sql(statement(REMOVE, kind).replace("x.", ""))
            .param("task", place.task())
            .param("owner", place.owner())
            .param("now", now)
            .update();
    if (kind == Leftover.RESERVATION) {
      stores.transactions().afterCommit(() -> stores.waits().wake(owner));
    }
    return rows;
  }

  private String statement(String template, Leftover kind) {
    return settings
        .prefix()
        .in(
            template.formatted(
                kind.owner(),
                kind.table(),
                kind.condition(),
                kind.goesAtTheEnd() ? "AND t.finished_at IS NULL" : "",
                TASKS_AT_ONCE));
  }

  private long removeDeliveries(Instant now) {
    LocalDateTime settled = QueueColumns.utc(now.minus(settings.settled()));
    List<String> instances =
        control
            .sql(settings.prefix().in(FIND_DELIVERIES))
            .param("most", TASKS_AT_ONCE)
            .param("name", Queue.NAME)
            .param("settled", settled)
            .query(String.class)
            .list();
    long rows = 0;
    for (String instance : instances) {
      rows +=
          control
              .sql(settings.prefix().in(REMOVE_DELIVERY))
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
