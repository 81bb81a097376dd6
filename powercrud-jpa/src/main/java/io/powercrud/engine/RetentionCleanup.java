package io.powercrud.engine;

import io.powercrud.TaskKey;
import io.powercrud.task.Stores;
import io.powercrud.task.TaskStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The broom: deletes tasks that ended long enough ago, and looks for what should not be there.
 *
 * <p>It never touches a task that has not ended, nor what such a task holds, however old that is.
 * The engine runs it once an hour on one node of the cluster. Thread-safe.
 */
public final class RetentionCleanup {

  static final Duration INTERVAL = Duration.ofHours(1);

  private static final Logger log = LoggerFactory.getLogger(RetentionCleanup.class);

  private static final int BATCH = 500;

  private static final String LEFTOVERS =
      """
      SELECT DISTINCT r.root_key FROM %1$srecord r
      WHERE r.held = 1 AND NOT EXISTS (
        SELECT 1 FROM %1$stask t WHERE t.task_key = r.root_key AND t.status IN (:open))
      ORDER BY r.root_key
      LIMIT 1000
      """;

  private static final List<String> OPEN =
      Arrays.stream(TaskStatus.values())
          .filter(status -> !status.isEnded())
          .map(TaskStatus::name)
          .toList();

  private final Stores stores;
  private final JdbcClient control;
  private final Clock clock;
  private final Duration retention;
  private final String leftovers;

  /**
   * A clean-up.
   *
   * @param stores the stores over the control connections
   * @param control the control connections
   * @param clock the database's time
   * @param tablePrefix what the names of our tables begin with
   * @param retention how long tasks are kept after their end
   */
  public RetentionCleanup(
      Stores stores, DataSource control, Clock clock, String tablePrefix, Duration retention) {
    this.stores = stores;
    this.control = JdbcClient.create(control);
    this.clock = clock;
    this.retention = retention;
    this.leftovers = LEFTOVERS.formatted(tablePrefix);
  }

  /**
   * Cleans up now, each batch in a transaction of its own.
   *
   * @return what was found and done
   */
  public CleanupSummary run() {
    Instant now = clock.instant();
    Map<TaskKey, Long> freed = freeLeftovers();
    CleanupSummary summary = new CleanupSummary(now, deleteEnded(now.minus(retention)), freed);
    log.info("Cleaned up: {}", summary);
    return summary;
  }

  private long deleteEnded(Instant before) {
    long deleted = 0;
    int batch;
    do {
      batch = stores.tasks().deleteEndedBefore(before, BATCH);
      deleted += batch;
    } while (batch == BATCH);
    return deleted;
  }

  private Map<TaskKey, Long> freeLeftovers() {
    Map<TaskKey, Long> freed = new HashMap<>();
    for (String root : control.sql(leftovers).param("open", OPEN).query(String.class).list()) {
      TaskKey key = new TaskKey(root);
      long records = stores.conflicts().count(key);
      stores.conflicts().release(key);
      log.error("{} records were still reserved by task {}, which has ended; freed", records, key);
      freed.put(key, records);
    }
    return freed;
  }
}
