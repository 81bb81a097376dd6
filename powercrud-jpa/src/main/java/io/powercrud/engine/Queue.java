package io.powercrud.engine;

import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import io.powercrud.TaskKey;
import io.powercrud.jdbc.TablePrefix;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table of the tasks that are to be delivered: what is put into it and taken out in the
 * transactions of launches and ends.
 */
final class Queue {

  /** The one name that all of our rows have for db-scheduler. */
  static final String NAME = "powercrud";

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

  private static final String REMOVE =
      """
      DELETE FROM ${prefix}queue WHERE task_name = :name AND task_instance IN (:instances)
      """;

  private static final String COUNT =
      "SELECT COUNT(*) FROM ${prefix}queue WHERE task_name = :name AND task_instance IN (:instances)";

  private final JdbcClient application;
  private final TablePrefix prefix;

  /**
   * The queue among the tables with that prefix.
   *
   * @param application the connections whose transactions an enqueued task joins
   */
  Queue(DataSource application, TablePrefix prefix) {
    this.application = JdbcClient.create(application);
    this.prefix = prefix;
  }

  void add(TaskKey task, Instant dueAt) {
    addAll(List.of(task), dueAt);
  }

  /** The order of their rows is that of their launch. */
  void addAll(List<TaskKey> tasks, Instant dueAt) {
    inBatches(tasks)
        .forEach(
            batch ->
                application
                    .sql(prefix.in(ADD))
                    .param("name", NAME)
                    .param("dueAt", QueueColumns.utc(dueAt))
                    .param("tasks", batch)
                    .update());
  }

  /** The keys as texts, as many at a time as go into one statement. */
  static Stream<List<String>> inBatches(List<TaskKey> tasks) {
    return IntStream.iterate(0, start -> start < tasks.size(), start -> start + BATCH)
        .mapToObj(start -> tasks.subList(start, Math.min(tasks.size(), start + BATCH)))
        .map(batch -> batch.stream().map(TaskKey::value).toList());
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
}
