package io.powercrud.engine;

import com.github.kagkarlsson.scheduler.task.Execution;
import io.powercrud.jdbc.TablePrefix;
import java.time.Instant;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of the queue that a node has taken, and how it gives them back. */
final class TakenRows {

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

  private final JdbcClient control;
  private final TablePrefix prefix;

  TakenRows(DataSource control, TablePrefix prefix) {
    this.control = JdbcClient.create(control);
    this.prefix = prefix;
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
            .param("name", Queue.NAME)
            .param("instance", execution.getId())
            .param("version", execution.version)
            .update()
        == 1;
  }
}
