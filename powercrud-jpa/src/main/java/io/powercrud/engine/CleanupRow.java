package io.powercrud.engine;

import com.github.kagkarlsson.scheduler.task.TaskInstanceId;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.task.Turn;
import java.time.Instant;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The row of the queue that is always there, by which some node cleans up. */
final class CleanupRow {

  /** Its name; no task key looks like it. */
  static final String INSTANCE = "#cleanup";

  /** Before every task, or it would never come to those who always have one that is due. */
  private static final int PRIORITY = Turn.HIGHEST + 1;

  private static final String BRING_FORWARD =
      """
      UPDATE ${prefix}queue
      SET execution_time = CASE WHEN execution_time > :latest THEN :latest ELSE execution_time END,
          priority = :priority, version = version + 1
      WHERE task_name = :name AND task_instance = :instance AND picked = FALSE
        AND (execution_time > :latest OR priority <> :priority)
      """;

  private final JdbcClient control;
  private final TablePrefix prefix;

  CleanupRow(DataSource control, TablePrefix prefix) {
    this.control = JdbcClient.create(control);
    this.prefix = prefix;
  }

  static boolean isMeant(TaskInstanceId instance) {
    return instance.getId().equals(INSTANCE);
  }

  /**
   * Has the next clean-up not later than this, whatever interval the row was written with, and
   * before all tasks that are due then.
   */
  void bringForward(Instant latest) {
    control
        .sql(prefix.in(BRING_FORWARD))
        .param("latest", QueueColumns.utc(latest))
        .param("priority", PRIORITY)
        .param("name", Queue.NAME)
        .param("instance", INSTANCE)
        .update();
  }
}
