package io.powercrud.boot;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.powercrud.TaskKey;
import io.powercrud.task.OpenTasks;
import io.powercrud.task.Stores;
import io.powercrud.task.Task;
import io.powercrud.task.TaskEngine;
import io.powercrud.task.TaskPage;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gauges of what the stores hold, the same on every node: one look at the database every ten
 * seconds at most, and only while somebody reads a gauge.
 */
final class StoreMeters implements MeterBinder, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StoreMeters.class);

  private static final Duration PATIENCE = Duration.ofSeconds(1);
  private static final Duration FRESH_FOR = Duration.ofSeconds(10);

  private static final int PAGE = 1000;
  private static final Set<TaskStatus> OPEN =
      Arrays.stream(TaskStatus.values())
          .filter(status -> !status.isEnded())
          .collect(Collectors.toUnmodifiableSet());

  private final BoundedQuery<Content> look;

  private record Content(List<OpenTasks> open, long reserved, long pauses) {}

  StoreMeters(Stores stores, TaskEngine engine, Clock clock) {
    look =
        new BoundedQuery<>(
            "powercrud-meters",
            () -> new Content(stores.tasks().open(), reserved(stores), engine.pauses().size()),
            PATIENCE,
            FRESH_FOR,
            clock);
  }

  private static long reserved(Stores stores) {
    long reserved = 0;
    TaskPage open;
    int page = 0;
    do {
      open = stores.tasks().search(new TaskQuery(OPEN, null, null, null, page++, PAGE));
      Set<TaskKey> roots = open.items().stream().map(Task::root).collect(Collectors.toSet());
      reserved +=
          stores.conflicts().counts(roots).values().stream().mapToLong(Long::longValue).sum();
    } while (open.items().size() == PAGE);
    return reserved;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    open(registry, "pending", OpenTasks::pending);
    open(registry, "running", OpenTasks::running);
    Gauge.builder("powercrud.reservations", () -> look(Content::reserved))
        .description("Records that are reserved at the moment")
        .register(registry);
    Gauge.builder("powercrud.pauses", () -> look(Content::pauses))
        .description("Task types that are paused, and one more where the whole engine is")
        .register(registry);
  }

  private void open(MeterRegistry registry, String status, ToLongFunction<OpenTasks> count) {
    Gauge.builder(
            "powercrud.tasks.open",
            () -> look(content -> content.open().stream().mapToLong(count).sum()))
        .description("Tasks that have not ended")
        .tag("status", status)
        .register(registry);
  }

  /** A value of the last look; no number where the database doesn't answer. */
  private double look(ToLongFunction<Content> value) {
    try {
      return (double) value.applyAsLong(look.ask());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Double.NaN;
    } catch (Exception e) {
      log.debug("The stores could not be metered", e);
      return Double.NaN;
    }
  }

  @Override
  public void close() {
    look.close();
  }
}
