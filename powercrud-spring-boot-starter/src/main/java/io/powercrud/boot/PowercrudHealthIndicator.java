package io.powercrud.boot;

import io.powercrud.engine.DbSchedulerEngine;
import io.powercrud.engine.NodeState;
import io.powercrud.task.OpenTasks;
import io.powercrud.task.Pause;
import io.powercrud.task.Pauses;
import io.powercrud.task.Stores;
import io.powercrud.task.TaskManagers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * Whether this node can launch tasks and runs them: its stores answer, the application's pool has a
 * connection, and its last heartbeat is younger than half a lease. What waits, what is paused, and
 * what nobody here knows how to run, is in the details.
 */
final class PowercrudHealthIndicator extends AbstractHealthIndicator implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final TaskManagers managers;
  private final Duration lease;
  private final Clock clock;
  private final BoundedQuery<Look> look;
  private final BoundedQuery<Boolean> application;

  private record Look(List<OpenTasks> open, List<Pause> pauses, @Nullable NodeState node) {}

  /**
   * An indicator of this node.
   *
   * @param stores the stores over the control connections
   * @param host where tasks are launched and do their work
   * @param pauses what is paused
   * @param managers what is known here
   * @param engine what delivers tasks here; null where an engine of the application's does
   * @param lease how long a node may be silent
   * @param clock the database's time
   */
  PowercrudHealthIndicator(
      Stores stores,
      HostDatabase host,
      Pauses pauses,
      TaskManagers managers,
      @Nullable DbSchedulerEngine engine,
      Duration lease,
      Clock clock) {
    super("PowerCRUD's stores can't be reached");
    this.managers = managers;
    this.lease = lease;
    this.clock = clock;
    this.look =
        new BoundedQuery<>(
            "powercrud-health",
            () ->
                new Look(
                    stores.tasks().open(), pauses.all(), engine == null ? null : engine.state()),
            PATIENCE,
            Duration.ZERO,
            clock);
    this.application =
        new BoundedQuery<>(
            "powercrud-health-pool",
            () -> hasConnection(host.dataSource()),
            PATIENCE,
            Duration.ZERO,
            clock);
  }

  private static boolean hasConnection(DataSource pool) {
    try (Connection connection = pool.getConnection()) {
      return !connection.isClosed();
    } catch (SQLException e) {
      throw new CannotGetJdbcConnectionException("The pool gave no connection", e);
    }
  }

  @Override
  protected void doHealthCheck(Health.Builder health) throws Exception {
    long until = System.nanoTime() + PATIENCE.toNanos();
    Future<Boolean> connection = application.begin();
    Look seen;
    try {
      seen = look.ask();
    } catch (TimeoutException e) {
      health.down().withDetail("reason", "The database didn't answer within " + readable(PATIENCE));
      return;
    } catch (ExecutionException e) {
      health
          .down(Objects.requireNonNull(e.getCause()))
          .withDetail("reason", "The database can't be reached");
      return;
    }
    health.up();
    describe(health, seen.open());
    if (!seen.pauses().isEmpty()) {
      health.withDetail(
          "paused", seen.pauses().stream().map(PowercrudHealthIndicator::readable).toList());
    }
    List<String> reasons = new ArrayList<>();
    if (seen.node() == null) {
      health.withDetail("engine", "the application's own");
    } else {
      describe(health, seen.node(), reasons);
    }
    requireConnection(health, connection, until, reasons);
    if (!reasons.isEmpty()) {
      health.down().withDetail("reason", String.join("; ", reasons));
    }
  }

  /** The time until then is the machine's: the database's may stand still where it is away. */
  private static void requireConnection(
      Health.Builder health, Future<Boolean> connection, long until, List<String> reasons)
      throws InterruptedException {
    try {
      connection.get(until - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      reasons.add("The application's pool had no connection within " + readable(PATIENCE));
    } catch (ExecutionException e) {
      health.withException(Objects.requireNonNull(e.getCause()));
      reasons.add("The application's pool refused a connection");
    }
  }

  private void describe(Health.Builder health, List<OpenTasks> open) {
    health
        .withDetail("pending", open.stream().mapToLong(OpenTasks::pending).sum())
        .withDetail("running", open.stream().mapToLong(OpenTasks::running).sum());
    List<Map<String, Object>> unknown =
        open.stream().filter(this::isUnknown).map(PowercrudHealthIndicator::kind).toList();
    if (!unknown.isEmpty()) {
      health.withDetail("unknownHere", unknown);
    }
  }

  private boolean isUnknown(OpenTasks kind) {
    return managers.definition(kind.manager(), kind.type(), kind.payloadVersion()).isEmpty();
  }

  private static Map<String, Object> kind(OpenTasks open) {
    Map<String, Object> kind = new LinkedHashMap<>();
    kind.put("type", open.type());
    kind.put("version", open.payloadVersion());
    kind.put("manager", open.manager());
    kind.put("pending", open.pending());
    kind.put("running", open.running());
    if (open.unknownSince() != null) {
      kind.put("since", open.unknownSince());
    }
    return kind;
  }

  private void describe(Health.Builder health, NodeState node, List<String> reasons) {
    health.withDetail("node", node.name());
    if (node.lastHeartbeat() != null) {
      health.withDetail("lastHeartbeat", node.lastHeartbeat());
    }
    health.withDetail("oldestDueFor", readable(node.undeliveredFor()));
    if (!node.isAlive(clock.instant(), lease)) {
      reasons.add(
          node.running()
              ? "This node's last heartbeat is older than half a lease of " + readable(lease)
              : "This node's engine is stopped");
    }
  }

  private static String readable(Pause pause) {
    return "%s by %s since %s: %s"
        .formatted(
            pause.type() == null ? "every type" : pause.type(),
            pause.by(),
            pause.since(),
            pause.reason());
  }

  private static String readable(Duration duration) {
    return DurationStyle.SIMPLE.print(duration, ChronoUnit.SECONDS);
  }

  @Override
  public void close() {
    look.close();
    application.close();
  }
}
