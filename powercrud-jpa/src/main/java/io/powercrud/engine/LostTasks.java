package io.powercrud.engine;

import io.powercrud.TaskKey;
import io.powercrud.task.Stage;
import io.powercrud.task.Standing;
import io.powercrud.task.Stores;
import io.powercrud.task.TaskEngine;
import io.powercrud.task.TaskPorts;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Open tasks that nobody would ever run, because they are not in the queue and wait for no child. A
 * task is enqueued, and has its stage changed, only while its row is locked; so it is looked at
 * under that lock.
 */
final class LostTasks {

  private static final Logger log = LoggerFactory.getLogger(LostTasks.class);

  private static final int AT_ONCE = 1_000;

  private static final String FIND =
      """
      SELECT t.task_key FROM ${prefix}task t
      WHERE t.finished_at IS NULL AND (
        t.stage = 'WORK' AND NOT EXISTS (
          SELECT 1 FROM ${prefix}queue q WHERE q.task_name = :name AND q.task_instance = t.task_key)
        OR t.stage <> 'WORK'
          AND (t.stage = 'STEP' OR NOT EXISTS (
            SELECT 1 FROM ${prefix}children c WHERE c.task_key = t.task_key AND c.open_children > 0))
          AND NOT EXISTS (
            SELECT 1 FROM ${prefix}queue q
            WHERE q.task_name = :name AND q.task_instance LIKE CONCAT(t.task_key, '#%')))
      ORDER BY t.created_at LIMIT :most
      """;

  private final Supplier<TaskPorts> ports;
  private final JdbcClient control;
  private final String find;

  LostTasks(Supplier<TaskPorts> ports, DataSource control, CleanupSettings settings) {
    this.ports = ports;
    this.control = JdbcClient.create(control);
    this.find = settings.prefix().in(FIND);
  }

  /** Enqueues them again, and says how many. */
  long revive() {
    return control
        .sql(find)
        .param("name", Queue.NAME)
        .param("most", AT_ONCE)
        .query(String.class)
        .list()
        .stream()
        .map(TaskKey::new)
        .filter(this::revive)
        .count();
  }

  private boolean revive(TaskKey key) {
    Stores stores = ports.get().stores();
    Optional<Standing> revived =
        stores
            .transactions()
            .separate(
                () -> stores.tasks().lock(key).filter(LostTasks::isDue).filter(this::enqueue));
    revived.ifPresent(
        task ->
            log.warn(
                "Task {} ({}, {}) was not in the queue, and is delivered again",
                key,
                task.type(),
                task.status()));
    return revived.isPresent();
  }

  private static boolean isDue(Standing task) {
    return !task.status().isEnded() && (task.stage().isOwnWork() || !task.hasOpenChildren());
  }

  private boolean enqueue(Standing task) {
    TaskEngine engine = ports.get().engine();
    if (engine.isEnqueued(task.key(), task.attempt())) {
      return false;
    }
    if (task.stage() == Stage.WORK) {
      engine.enqueue(task.key(), ports.get().clock().instant());
    } else {
      engine.enqueueAgain(task.key(), task.attempt(), ports.get().clock().instant());
    }
    return true;
  }
}
