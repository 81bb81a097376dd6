package io.powercrud.engine;

import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import io.powercrud.TaskKey;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * The table of the tasks that are to be delivered, with what is asked of it beside db-scheduler.
 */
final class Queue {

  /** The one name that all of our rows have for db-scheduler. */
  static final String NAME = "powercrud";

  /** The row by which some node cleans up; no task key looks like it. */
  static final String CLEANUP = "#cleanup";

  /** Comes between the key and the number of the attempt where a task is enqueued once more. */
  private static final char AGAIN = '#';

  private static final int BATCH = 1_000;

  private static final String PUT_OFF =
      """
      UPDATE %s
      SET picked = FALSE, picked_by = NULL, last_heartbeat = NULL, execution_time = :dueAt,
          version = version + 1
      WHERE task_name = :name AND task_instance = :instance AND version = :version
      """;

  private static final String HASTEN =
      """
      UPDATE %s
      SET execution_time = :now, version = version + 1
      WHERE task_name = :name AND task_instance = :instance AND picked = FALSE
        AND execution_time > :now
      """;

  private static final String BRING_FORWARD =
      """
      UPDATE %s SET execution_time = :latest, version = version + 1
      WHERE task_name = :name AND task_instance = :instance AND picked = FALSE
        AND execution_time > :latest
      """;

  private static final String REMOVE =
      "DELETE FROM %s WHERE task_name = :name AND task_instance IN (:instances)";

  private static final String COUNT =
      "SELECT COUNT(*) FROM %s WHERE task_name = :name AND task_instance IN (:instances)";

  private static final String OLDEST_DUE =
      "SELECT MIN(execution_time) FROM %s WHERE picked = FALSE AND execution_time <= :now";

  private final JdbcClient application;
  private final JdbcClient control;
  private final SchedulerClient client;
  private final String table;

  /**
   * The queue in the table of that name.
   *
   * @param application the connections whose transactions an enqueued task joins
   * @param control connections of our own
   */
  Queue(DataSource application, DataSource control, String table) {
    this.application = JdbcClient.create(application);
    this.control = JdbcClient.create(control);
    this.table = table;
    this.client =
        SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(application))
            .tableName(table)
            .jdbcCustomization(new QueueColumns())
            .build();
  }

  void add(TaskKey task, Instant dueAt) {
    client.scheduleIfNotExists(new TaskInstance<Void>(NAME, task.value()), dueAt);
  }

  void addAll(List<TaskKey> tasks, Instant dueAt) {
    for (int start = 0; start < tasks.size(); start += BATCH) {
      client.scheduleBatch(
          tasks.subList(start, Math.min(tasks.size(), start + BATCH)).stream()
              .<TaskInstance<?>>map(task -> new TaskInstance<Void>(NAME, task.value()))
              .toList(),
          dueAt);
    }
  }

  /**
   * Adds a row beside that of the delivery which has done the task's own work: that one may still
   * be there, and be about to go.
   */
  void addAgain(TaskKey task, int attempt, Instant dueAt) {
    client.scheduleIfNotExists(new TaskInstance<Void>(NAME, again(task, attempt)), dueAt);
  }

  private static String again(TaskKey task, int attempt) {
    return task.value() + AGAIN + attempt;
  }

  /** The task that a row of the queue is for. */
  static TaskKey taskOf(TaskInstanceId instance) {
    String id = instance.getId();
    int again = id.indexOf(AGAIN);
    return new TaskKey(again < 0 ? id : id.substring(0, again));
  }

  /** Takes away the rows by which the task was to be delivered for the first time or again. */
  int remove(TaskKey task, int attempt) {
    return application
        .sql(REMOVE.formatted(table))
        .param("name", NAME)
        .param("instances", instancesOf(task, attempt))
        .update();
  }

  /** Whether one of these rows is there. */
  boolean has(TaskKey task, int attempt) {
    return application
            .sql(COUNT.formatted(table))
            .param("name", NAME)
            .param("instances", instancesOf(task, attempt))
            .query(Long.class)
            .single()
        > 0;
  }

  /** The names of all rows that a task can have whose newest attempt has this number. */
  private static List<String> instancesOf(TaskKey task, int attempt) {
    return Stream.concat(
            Stream.of(task.value()),
            IntStream.rangeClosed(1, attempt).mapToObj(number -> again(task, number)))
        .toList();
  }

  /** Has the task delivered at another time, unless somebody else has taken it over. */
  boolean putOff(Execution execution, Instant dueAt) {
    return control
            .sql(PUT_OFF.formatted(table))
            .param("dueAt", QueueColumns.utc(dueAt))
            .param("name", NAME)
            .param("instance", execution.getId())
            .param("version", execution.version)
            .update()
        == 1;
  }

  /** Has the next clean-up not later than this, whatever interval the row was written with. */
  void bringCleanupForward(Instant latest) {
    control
        .sql(BRING_FORWARD.formatted(table))
        .param("latest", QueueColumns.utc(latest))
        .param("name", NAME)
        .param("instance", CLEANUP)
        .update();
  }

  /** Makes a task due that waits for its time; one that a node has is left to it. */
  boolean hasten(TaskKey task, Instant now) {
    return control
            .sql(HASTEN.formatted(table))
            .param("now", QueueColumns.utc(now))
            .param("name", NAME)
            .param("instance", task.value())
            .update()
        == 1;
  }

  /** Since when the oldest due task waits for a worker, empty where none is due. */
  Optional<Instant> oldestDue(Instant now) {
    return control
        .sql(OLDEST_DUE.formatted(table))
        .param("now", QueueColumns.utc(now))
        .query((row, number) -> Optional.ofNullable(row.getObject(1, LocalDateTime.class)))
        .single()
        .map(time -> time.toInstant(ZoneOffset.UTC));
  }

  static boolean isCleanup(TaskInstanceId instance) {
    return instance.getId().equals(CLEANUP);
  }
}
