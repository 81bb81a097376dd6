package io.powercrud.boot;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.powercrud.task.Attempt;
import io.powercrud.task.Counts;
import io.powercrud.task.Stores;
import io.powercrud.task.Task;
import io.powercrud.task.TaskEvent;
import io.powercrud.task.TaskListener;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Meters what each task that ended on this node took and what became of its records, and the
 * attempts that this node lost.
 */
record TaskMetrics(MeterRegistry registry, Stores stores) implements TaskListener {

  @Override
  public void on(TaskEvent event) {
    if (event.status().isEnded()) {
      stores.tasks().find(event.task()).ifPresent(this::meter);
    }
  }

  @Override
  public void onLost(Attempt attempt, String type) {
    Counter.builder("powercrud.attempts.lost")
        .description("Attempts of this node that lost their task to a newer one")
        .tag("type", type)
        .register(registry)
        .increment();
  }

  private void meter(Task task) {
    Timer.builder("powercrud.task")
        .description("From the start of a task's first attempt to its end")
        .tag("type", task.type())
        .tag("status", task.status().name())
        .register(registry)
        .record(duration(task));
    Counts counts = task.counts();
    count(task, "changed", counts.changed());
    count(task, "unchanged", counts.unchanged());
    count(task, "failed", counts.failed());
    count(task, "skipped", counts.skipped());
  }

  private static Duration duration(Task task) {
    @Nullable Instant started = task.startedAt();
    @Nullable Instant finished = task.finishedAt();
    return started == null || finished == null
        ? Duration.ZERO
        : Duration.between(started, finished);
  }

  private void count(Task task, String outcome, long records) {
    if (records > 0) {
      Counter.builder("powercrud.bulk.records")
          .description("Records of tasks that ended, by what became of them")
          .tag("type", task.type())
          .tag("outcome", outcome)
          .register(registry)
          .increment((double) records);
    }
  }
}
