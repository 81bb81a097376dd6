package io.powercrud.engine;

import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import io.powercrud.TaskKey;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.task.Turn;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

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

  /**
   * A row for a task as it is written down. Only a root's first delivery can be paused; no limit is
   * for the application itself as a user.
   */
  private static final String ADD =
      """
      INSERT INTO ${prefix}queue
        (task_name, task_instance, execution_time, picked, version, priority, task_type, user_name,
         begins)
      SELECT :name, t.task_key, COALESCE(t.start_at, :dueAt), FALSE, 1, t.priority, t.task_type,
        NULLIF(t.user_name, 'system'), t.parent_key IS NULL AND t.started_at IS NULL
      FROM ${prefix}task t WHERE t.task_key IN (:tasks) ORDER BY t.created_at, t.task_key
      """;

  /** A row that neither a pause nor a limit keeps, unless it is there. */
  private static final String ADD_AGAIN =
      """
      INSERT INTO ${prefix}queue
        (task_name, task_instance, execution_time, picked, version, priority, begins)
      SELECT :name, :instance, :dueAt, FALSE, 1, t.priority, FALSE
      FROM ${prefix}task t WHERE t.task_key = :task AND NOT EXISTS (
        SELECT 1 FROM ${prefix}queue q WHERE q.task_name = :name AND q.task_instance = :instance)
      """;

  /** Whoever has to wait takes no place meanwhile. */
  private static final String PUT_OFF =
      """
      UPDATE ${prefix}queue
      SET picked = FALSE, picked_by = NULL, last_heartbeat = NULL, execution_time = :dueAt,
          version = version + 1, place = NULL
      WHERE task_name = :name AND task_instance = :instance AND version = :version
      """;

  private static final String HAND_OVER =
      """
      UPDATE ${prefix}queue
      SET picked = FALSE, picked_by = NULL, last_heartbeat = NULL, execution_time = :dueAt,
          version = version + 1, begins = FALSE
      WHERE task_name = :name AND task_instance = :instance AND version = :version
      """;

  private static final String HASTEN =
      """
      UPDATE ${prefix}queue
      SET execution_time = :now, version = version + 1
      WHERE task_name = :name AND task_instance = :instance AND picked = FALSE
        AND execution_time > :now
      """;

  /** Before every task, or it would never come to those who always have one that is due. */
  private static final int CLEANUP_PRIORITY = Turn.HIGHEST + 1;

  private static final String BRING_FORWARD =
      """
      UPDATE ${prefix}queue
      SET execution_time = CASE WHEN execution_time > :latest THEN :latest ELSE execution_time END,
          priority = :priority, version = version + 1
      WHERE task_name = :name AND task_instance = :instance AND picked = FALSE
        AND (execution_time > :latest OR priority <> :priority)
      """;

  private static final String REMOVE =
      """
      DELETE FROM ${prefix}queue WHERE task_name = :name AND task_instance IN (:instances)
      """;

  private static final String WITHDRAW =
      """
      DELETE FROM ${prefix}queue
      WHERE task_name = :name AND task_instance = :instance AND picked = FALSE
      """;

  private static final String KEPT =
      """
      SELECT q.task_instance FROM ${prefix}queue q
      WHERE q.task_name = :name AND q.task_instance IN (:instances) AND q.picked = FALSE
        AND (q.execution_time > :now OR q.begins OR NOT %s)
      """;

  /**
   * One row in a transaction: whoever gives places away locks many in another order. A place of
   * zero is none that anybody counts.
   */
  private static final String LET_THROUGH =
      """
      UPDATE ${prefix}queue
      SET execution_time = CASE WHEN execution_time > :now THEN :now ELSE execution_time END,
          version = version + 1, begins = FALSE, place = COALESCE(place, 0)
      WHERE task_name = :name AND task_instance = :instance AND picked = FALSE
      """;

  private static final String COUNT =
      "SELECT COUNT(*) FROM ${prefix}queue WHERE task_name = :name AND task_instance IN (:instances)";

  private static final String OLDEST_DUE =
      """
      SELECT MIN(q.execution_time) FROM ${prefix}queue q
      WHERE q.picked = FALSE AND q.execution_time <= :now AND %s
      """;

  private final JdbcClient application;
  private final JdbcClient control;
  private final TablePrefix prefix;
  private final Limits limits;

  /**
   * The queue among the tables with that prefix.
   *
   * @param application the connections whose transactions an enqueued task joins
   * @param control connections of our own
   * @param limits what is kept from being delivered
   */
  Queue(DataSource application, DataSource control, TablePrefix prefix, Limits limits) {
    this.application = JdbcClient.create(application);
    this.control = JdbcClient.create(control);
    this.prefix = prefix;
    this.limits = limits;
  }

  void add(TaskKey task, Instant dueAt) {
    addAll(List.of(task), dueAt);
  }

  /** The order of their rows is that of their launch. */
  void addAll(List<TaskKey> tasks, Instant dueAt) {
    for (int start = 0; start < tasks.size(); start += BATCH) {
      application
          .sql(prefix.in(ADD))
          .param("name", NAME)
          .param("dueAt", QueueColumns.utc(dueAt))
          .param("tasks", values(tasks, start))
          .update();
    }
  }

  private static List<String> values(List<TaskKey> tasks, int start) {
    return tasks.subList(start, Math.min(tasks.size(), start + BATCH)).stream()
        .map(TaskKey::value)
        .toList();
  }

  /**
   * Adds a row beside that of the delivery which has done the task's own work: that one may still
   * be there, and be about to go.
   */
  void addAgain(TaskKey task, int attempt, Instant dueAt) {
    application
        .sql(prefix.in(ADD_AGAIN))
        .param("name", NAME)
        .param("instance", again(task, attempt))
        .param("dueAt", QueueColumns.utc(dueAt))
        .param("task", task.value())
        .update();
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
        .sql(prefix.in(REMOVE))
        .param("name", NAME)
        .param("instances", instancesOf(task, attempt))
        .update();
  }

  /** Whether one of these rows is there. */
  boolean has(TaskKey task, int attempt) {
    return application
            .sql(prefix.in(COUNT))
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
    return giveBack(PUT_OFF, execution, dueAt);
  }

  /** The same for a task that has begun, so that no pause keeps it. */
  boolean handOver(Execution execution, Instant dueAt) {
    return giveBack(HAND_OVER, execution, dueAt);
  }

  private boolean giveBack(String statement, Execution execution, Instant dueAt) {
    return control
            .sql(prefix.in(statement))
            .param("dueAt", QueueColumns.utc(dueAt))
            .param("name", NAME)
            .param("instance", execution.getId())
            .param("version", execution.version)
            .update()
        == 1;
  }

  /**
   * Has the next clean-up not later than this, whatever interval the row was written with, and
   * before all tasks that are due then.
   */
  void bringCleanupForward(Instant latest) {
    control
        .sql(prefix.in(BRING_FORWARD))
        .param("latest", QueueColumns.utc(latest))
        .param("priority", CLEANUP_PRIORITY)
        .param("name", NAME)
        .param("instance", CLEANUP)
        .update();
  }

  /** Makes a task due that waits for its time; one that a node has is left to it. */
  boolean hasten(TaskKey task, Instant now) {
    return control
            .sql(prefix.in(HASTEN))
            .param("now", QueueColumns.utc(now))
            .param("name", NAME)
            .param("instance", task.value())
            .update()
        == 1;
  }

  /**
   * Has tasks delivered now, whatever keeps them; those that a node has are left to it.
   *
   * @return whether there was such a task
   */
  boolean letThrough(List<TaskKey> tasks, Instant now) {
    int through = 0;
    for (int start = 0; start < tasks.size(); start += BATCH) {
      for (String kept : kept(values(tasks, start), now)) {
        through +=
            control
                .sql(prefix.in(LET_THROUGH))
                .param("now", QueueColumns.utc(now))
                .param("name", NAME)
                .param("instance", kept)
                .update();
      }
    }
    return through > 0;
  }

  private List<String> kept(List<String> instances, Instant now) {
    return control
        .sql(prefix.in(KEPT.formatted(Places.admits(limits))))
        .param("name", NAME)
        .param("instances", instances)
        .param("now", QueueColumns.utc(now))
        .query(String.class)
        .list();
  }

  /**
   * Takes a task out that waits for its first delivery; one that a node has is left to it.
   *
   * @return whether it was there
   */
  boolean withdraw(TaskKey task) {
    return control
            .sql(prefix.in(WITHDRAW))
            .param("name", NAME)
            .param("instance", task.value())
            .update()
        == 1;
  }

  /** Since when the oldest due task waits for nothing but a worker, empty where none is due. */
  Optional<Instant> oldestDue(Instant now) {
    return control
        .sql(prefix.in(OLDEST_DUE.formatted(Places.startsNow(limits))))
        .param("now", QueueColumns.utc(now))
        .query((row, number) -> Optional.ofNullable(row.getObject(1, LocalDateTime.class)))
        .single()
        .map(time -> time.toInstant(ZoneOffset.UTC));
  }

  static boolean isCleanup(TaskInstanceId instance) {
    return instance.getId().equals(CLEANUP);
  }
}
