package io.powercrud.engine;

import io.powercrud.task.Stores;
import io.powercrud.task.TaskPorts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The reaper: deletes tasks that ended long enough ago, looks for what should not be there, reports
 * and removes it.
 *
 * <p>It never touches a task that has not ended, nor what such a task holds, however old that is.
 * The engine runs it now and then on one node of the cluster at a time; run beside that by somebody
 * else it does no harm. Thread-safe.
 */
public final class RetentionCleanup {

  private static final Logger log = LoggerFactory.getLogger(RetentionCleanup.class);

  private static final int BATCH = 500;

  private static final String EXPIRED =
      """
      SELECT COUNT(*) FROM ${prefix}queue
      WHERE task_name = :name AND picked = TRUE AND last_heartbeat < :settled
      """;

  private final Stores stores;
  private final JdbcClient control;
  private final Clock clock;
  private final CleanupSettings settings;
  private final Leftovers leftovers;
  private final LostTasks lostTasks;
  private final Map<Leftover, LongAdder> found = new EnumMap<>(Leftover.class);
  private final LongAdder revived = new LongAdder();

  /**
   * A clean-up.
   *
   * @param stores the stores over the control connections
   * @param control the control connections
   * @param clock the database's time
   * @param ports what tasks that are not in the queue are enqueued by; asked when one is found
   * @param settings what is cleaned up, and how often
   */
  public RetentionCleanup(
      Stores stores,
      DataSource control,
      Clock clock,
      Supplier<TaskPorts> ports,
      CleanupSettings settings) {
    this.stores = stores;
    this.control = JdbcClient.create(control);
    this.clock = clock;
    this.settings = settings;
    this.leftovers = new Leftovers(stores, control, settings);
    this.lostTasks = new LostTasks(ports, control, settings);
    Arrays.stream(Leftover.values()).forEach(kind -> found.put(kind, new LongAdder()));
  }

  Duration interval() {
    return settings.interval();
  }

  /**
   * Cleans up now, each batch in a transaction of its own. What fails is named in the summary, and
   * the rest goes on.
   *
   * @return what was found and done
   * @throws RuntimeException if the database can't be reached; what was done until then stays
   */
  public CleanupSummary run() {
    Instant now = clock.instant();
    List<String> failed = new ArrayList<>();
    Map<Leftover, Long> left = new EnumMap<>(Leftover.class);
    for (Leftover kind : Leftover.values()) {
      left.put(kind, unlessFailing(kind.name(), failed, () -> leftovers.remove(kind, now)));
    }
    left.forEach((kind, rows) -> counter(kind).add(rows));
    long lost = unlessFailing("tasksRevived", failed, lostTasks::revive);
    revived.add(lost);
    Instant kept = now.minus(settings.retention());
    Instant settled = now.minus(settings.settled());
    CleanupSummary summary =
        new CleanupSummary(
            now,
            unlessFailing("tasksDeleted", failed, () -> deleteEnded(kept)),
            lost,
            unlessFailing("expiredLeases", failed, () -> expiredLeases(settled)),
            left,
            failed);
    log.info("Cleaned up: {}", summary);
    return summary;
  }

  /** What fails where the database can be reached says nothing about the rest. */
  private long unlessFailing(String name, List<String> failed, LongSupplier part) {
    try {
      return part.getAsLong();
    } catch (RuntimeException e) {
      if (stores.transactions().isUnreachable(e)) {
        throw e;
      }
      log.warn("The clean-up failed at {}, and goes on with the rest", name, e);
      failed.add(name);
      return 0;
    }
  }

  /** How many rows of this kind were found on this node since it started. */
  public long found(Leftover kind) {
    return counter(kind).sum();
  }

  /** How many tasks that were not in the queue were found on this node since it started. */
  public long revived() {
    return revived.sum();
  }

  private LongAdder counter(Leftover kind) {
    return Objects.requireNonNull(found.get(kind));
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

  private long expiredLeases(Instant settled) {
    long expired =
        control
            .sql(settings.prefix().in(EXPIRED))
            .param("name", Queue.NAME)
            .param("settled", QueueColumns.utc(settled))
            .query(Long.class)
            .single();
    if (expired > 0) {
      log.warn("The nodes of {} tasks have been silent for more than three leases", expired);
    }
    return expired;
  }
}
