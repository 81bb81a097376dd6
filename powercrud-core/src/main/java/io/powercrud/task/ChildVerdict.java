package io.powercrud.task;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the ends of its children make of a task's own end. */
final class ChildVerdict {

  /** The better ones come first: the worst of them is the task's. */
  private static final List<TaskStatus> FROM_BEST_TO_WORST =
      List.of(TaskStatus.SUCCEEDED, TaskStatus.PARTIAL, TaskStatus.CANCELLED, TaskStatus.FAILED);

  private final TaskStore tasks;
  private final Standing task;
  private final List<ChildCount> children;

  ChildVerdict(TaskStore tasks, Standing task) {
    this.tasks = tasks;
    this.task = task;
    this.children = task.hasChildren() ? tasks.countChildren(task.key()) : List.of();
  }

  static TaskStatus worse(TaskStatus one, TaskStatus other) {
    return FROM_BEST_TO_WORST.indexOf(one) < FROM_BEST_TO_WORST.indexOf(other) ? other : one;
  }

  /** The end of the task, whose own work ended so. */
  Ending of(Ending own) {
    TaskStatus status =
        children.stream().map(this::meaning).reduce(own.status(), ChildVerdict::worse);
    return new Ending(status, own.result(), errorOf(status, own), own.progress(), own.at());
  }

  private TaskStatus meaning(ChildCount child) {
    if (child.status() == TaskStatus.SUCCEEDED || child.onFailure() == OnFailure.IGNORE) {
      return TaskStatus.SUCCEEDED;
    }
    if (child.status() == TaskStatus.CANCELLED && task.status() == TaskStatus.CANCEL_REQUESTED) {
      return TaskStatus.CANCELLED;
    }
    return child.status() == TaskStatus.PARTIAL || child.onFailure() != OnFailure.FAIL_PARENT
        ? TaskStatus.PARTIAL
        : TaskStatus.FAILED;
  }

  private @Nullable String errorOf(TaskStatus status, Ending own) {
    if (own.error() != null && status == own.status()) {
      return own.error();
    }
    @Nullable String ofChildren =
        children.stream()
            .filter(child -> status != TaskStatus.SUCCEEDED && meaning(child) == status)
            .findFirst()
            .map(child -> sentence(child, status))
            .orElse(null);
    return own.error() == null || ofChildren == null
        ? ofChildren
        : ofChildren + " Before that: " + own.error();
  }

  private String sentence(ChildCount kind, TaskStatus status) {
    long alike =
        children.stream()
            .filter(child -> meaning(child) == status)
            .mapToLong(ChildCount::count)
            .sum();
    String more = alike == 1 ? "" : ", and %d more were not wholly done".formatted(alike - 1);
    Optional<Task> first = tasks.firstChildThatEnded(task.key(), kind.status(), kind.onFailure());
    return first
        .map(child -> "Child task %s %s".formatted(name(child), fate(child, more)))
        .orElseGet(() -> "%d child tasks were not wholly done".formatted(alike));
  }

  private static String name(Task child) {
    return "%s (%s)".formatted(child.type(), child.key());
  }

  private static String fate(Task child, String more) {
    String what =
        switch (child.status()) {
          case CANCELLED -> "was cancelled";
          case PARTIAL -> "was done in part";
          default -> "failed";
        };
    return child.error() == null
        ? what + more
        : what + more + ": " + Reasons.shortened(child.error());
  }

  /** What came of the own work of a task that waited for its children. */
  static Ending ownWork(Standing task, Instant at) {
    TaskStatus own = task.ownStatus();
    if (task.stage() == Stage.STEP_DUE || own == null) {
      return new Ending(TaskStatus.CANCELLED, null, task.ownError(), null, at);
    }
    return new Ending(own, null, task.ownError(), null, at);
  }
}
