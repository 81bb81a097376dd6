package io.powercrud.engine;

import io.powercrud.TaskKey;
import io.powercrud.jdbc.TablePrefix;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of the queue that no node has taken, and what ends their waiting before its time. One
 * that a node has is left to it.
 */
final class WaitingRows {

  private static final String HASTEN =
      """
      UPDATE ${prefix}queue
      SET execution_time = :now, version = version + 1
      WHERE task_name = :name AND task_instance = :instance AND picked = FALSE
        AND execution_time > :now
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

  private static final String OLDEST_DUE =
      """
      SELECT MIN(q.execution_time) FROM ${prefix}queue q
      WHERE q.picked = FALSE AND q.execution_time <= :now AND %s
      """;

  private final JdbcClient control;
  private final TablePrefix prefix;
  private final Limits limits;

  /**
   * The rows in the table with that prefix.
   *
   * @param control connections of our own
   * @param limits what is kept from being delivered
   */
  WaitingRows(DataSource control, TablePrefix prefix, Limits limits) {
    this.control = JdbcClient.create(control);
    this.prefix = prefix;
    this.limits = limits;
  }

  /** Makes a task due that waits for its time; one that a node has is left to it. */
  boolean hasten(TaskKey task, Instant now) {
    return control
            .sql(prefix.in(HASTEN))
            .param("now", QueueColumns.utc(now))
            .param("name", Queue.NAME)
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
    return Queue.inBatches(tasks)
            .flatMap(batch -> kept(batch, now).stream())
            .filter(kept -> letThrough(kept, now))
            .count()
        > 0;
  }

  private boolean letThrough(String kept, Instant now) {
    return control
            .sql(prefix.in(LET_THROUGH))
            .param("now", QueueColumns.utc(now))
            .param("name", Queue.NAME)
            .param("instance", kept)
            .update()
        == 1;
  }

  private List<String> kept(List<String> instances, Instant now) {
    return control
        .sql(prefix.in(KEPT.formatted(Places.admits(limits))))
        .param("name", Queue.NAME)
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
            .param("name", Queue.NAME)
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
}
