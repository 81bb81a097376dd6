package io.powercrud.test;

import io.powercrud.progress.Progress;
import io.powercrud.task.Counts;
import io.powercrud.task.Ending;
import io.powercrud.task.Idempotency;
import io.powercrud.task.NewTask;
import io.powercrud.task.Stage;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A task as it is at first, and then differs from what it was in a few of its parts. */
final class TaskDraft {

  private static final int LONGEST_ERROR = 4000;

  private final Task from;
  private TaskStatus status;
  private Stage stage;
  private @Nullable Instant deadline;
  private int attempt;
  private long total;
  private @Nullable Instant claimUntil;
  private Progress progress;
  private @Nullable Instant startedAt;
  private @Nullable Instant finishedAt;
  private @Nullable String result;
  private @Nullable String error;
  private @Nullable String escapedWork;

  /** A task as it is when it is written down. */
  static Task written(NewTask task) {
    Idempotency idempotency = task.idempotency();
    return new Task(
        task.key(),
        task.manager(),
        task.type(),
        task.payloadVersion(),
        task.payload(),
        TaskStatus.PENDING,
        task.caller(),
        task.reason(),
        task.root(),
        task.parent(),
        task.onFailure(),
        Stage.WORK,
        task.timeout(),
        null,
        task.treeDeadline(),
        0,
        task.total(),
        task.claimUntil(),
        Counts.NONE,
        Progress.NONE,
        task.turn(),
        task.createdAt(),
        null,
        null,
        null,
        null,
        idempotency == null ? null : idempotency.requestHash(),
        null);
  }

  TaskDraft(Task from) {
    this.from = from;
    status = from.status();
    stage = from.stage();
    deadline = from.deadline();
    attempt = from.attempt();
    total = from.total();
    claimUntil = from.claimUntil();
    progress = from.progress();
    startedAt = from.startedAt();
    finishedAt = from.finishedAt();
    result = from.result();
    error = from.error();
    escapedWork = from.escapedWork();
  }

  TaskDraft status(TaskStatus newStatus) {
    status = newStatus;
    return this;
  }

  TaskDraft superseded() {
    attempt++;
    return this;
  }

  TaskDraft begun(Instant now, @Nullable Instant newDeadline) {
    attempt++;
    status = status == TaskStatus.CANCEL_REQUESTED ? status : TaskStatus.RUNNING;
    stage = stage == Stage.STEP_DUE ? Stage.STEP : stage;
    deadline = deadline == null ? newDeadline : deadline;
    startedAt = startedAt == null ? now : startedAt;
    return this;
  }

  TaskDraft total(long newTotal) {
    total = newTotal;
    return this;
  }

  TaskDraft claimed() {
    claimUntil = null;
    return this;
  }

  TaskDraft progress(Progress newProgress) {
    progress = newProgress;
    return this;
  }

  TaskDraft waiting(Ending own, Stage next) {
    status = status == TaskStatus.CANCEL_REQUESTED ? status : TaskStatus.WAITING_FOR_CHILDREN;
    stage = next;
    result = own.result();
    error = cut(own.error());
    deadline = null;
    progress = own.progress() == null ? progress : own.progress();
    return this;
  }

  TaskDraft ended(Ending ending) {
    status = ending.status();
    stage = Stage.OVER;
    result = ending.result();
    error = cut(ending.error());
    finishedAt = ending.at();
    progress = ending.progress() == null ? progress : ending.progress();
    return this;
  }

  TaskDraft escapedWork(String thread) {
    escapedWork = escapedWork == null ? thread : escapedWork;
    return this;
  }

  private static @Nullable String cut(@Nullable String text) {
    return text == null || text.length() <= LONGEST_ERROR ? text : text.substring(0, LONGEST_ERROR);
  }

  Task task() {
    return new Task(
        from.key(),
        from.manager(),
        from.type(),
        from.payloadVersion(),
        from.payload(),
        status,
        from.caller(),
        from.reason(),
        from.root(),
        from.parent(),
        from.onFailure(),
        stage,
        from.timeout(),
        deadline,
        from.treeDeadline(),
        attempt,
        total,
        claimUntil,
        from.counts(),
        progress,
        from.turn(),
        from.createdAt(),
        startedAt,
        finishedAt,
        result,
        error,
        from.requestHash(),
        escapedWork);
  }
}
