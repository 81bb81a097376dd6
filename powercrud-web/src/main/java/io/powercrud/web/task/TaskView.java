package io.powercrud.web.task;

import io.powercrud.progress.Progress;
import io.powercrud.task.Counts;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A task as the REST API shows it. */
record TaskView(
    String key,
    String type,
    TaskStatus status,
    @Nullable String parent,
    List<Child> children,
    Map<TaskStatus, Long> childCounts,
    String user,
    @Nullable String reason,
    ProgressView progress,
    Counts counts,
    long reservations,
    int attempt,
    int priority,
    Instant createdAt,
    @Nullable Instant startAt,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    @Nullable String error,
    @Nullable String escapedWork) {

  /** A child task, as its parent lists it, with its own children. */
  record Child(String key, String type, TaskStatus status, List<Child> children) {}

  /** What a task last reported, with the share in per cent. */
  record ProgressView(long done, long total, int percent, @Nullable String message) {

    static ProgressView of(Progress progress) {
      return new ProgressView(
          progress.done(), progress.total(), progress.percent(), progress.message());
    }
  }

  static TaskView of(
      Task task, List<Child> children, Map<TaskStatus, Long> childCounts, long reservations) {
    return new TaskView(
        task.key().value(),
        task.type(),
        task.status(),
        task.parent() == null ? null : task.parent().value(),
        children,
        childCounts,
        task.caller().name(),
        task.reason(),
        ProgressView.of(task.progress()),
        task.counts(),
        reservations,
        task.attempt(),
        task.turn().priority(),
        task.createdAt(),
        task.turn().startAt(),
        task.startedAt(),
        task.finishedAt(),
        task.error(),
        task.escapedWork());
  }
}
