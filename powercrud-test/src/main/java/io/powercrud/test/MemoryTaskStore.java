package io.powercrud.test;

import io.powercrud.TaskKey;
import io.powercrud.progress.Progress;
import io.powercrud.progress.ProgressStore;
import io.powercrud.task.Attempt;
import io.powercrud.task.AttemptState;
import io.powercrud.task.Counts;
import io.powercrud.task.Ending;
import io.powercrud.task.Idempotency;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.NewTask;
import io.powercrud.task.OpenTasks;
import io.powercrud.task.Task;
import io.powercrud.task.TaskPage;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tasks and their progress in maps. */
final class MemoryTaskStore implements TaskStore, ProgressStore {

  private static final int MAX_ERROR_LENGTH = 4000;

  private final MemoryTransactions transactions;
  private final Map<TaskKey, Task> tasks = new LinkedHashMap<>();
  private final Map<IdempotentRequest, TaskKey> requests = new HashMap<>();

  private record IdempotentRequest(String user, String key) {}

  private record Kind(String manager, String type, int version) {}

  MemoryTaskStore(MemoryTransactions transactions) {
    this.transactions = transactions;
    transactions.proveBy(this::prove);
  }

  @Override
  public Optional<Task> create(NewTask task) {
    return transactions.join(
        () -> {
          Idempotency idempotency = task.idempotency();
          if (idempotency != null) {
            IdempotentRequest request =
                new IdempotentRequest(task.caller().name(), idempotency.key());
            TaskKey earlier = requests.get(request);
            if (earlier != null) {
              return find(earlier);
            }
            transactions.put(requests, request, task.key());
          }
          transactions.put(tasks, task.key(), written(task));
          return Optional.empty();
        });
  }

  private static Task written(NewTask task) {
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
        0,
        0,
        task.claimUntil(),
        Counts.NONE,
        Progress.NONE,
        task.createdAt(),
        null,
        null,
        null,
        null,
        idempotency == null ? null : idempotency.requestHash());
  }

  @Override
  public void setTotal(TaskKey key, long total) {
    update(key, task -> new Draft(task).total(total).task());
  }

  @Override
  public void discard(TaskKey key) {
    transactions.join(
        () -> {
          requests.entrySet().stream()
              .filter(entry -> entry.getValue().equals(key))
              .map(Map.Entry::getKey)
              .toList()
              .forEach(request -> transactions.put(requests, request, null));
          return transactions.put(tasks, key, null);
        });
  }

  @Override
  public Optional<Task> find(TaskKey key) {
    return transactions.join(() -> Optional.ofNullable(tasks.get(key)));
  }

  @Override
  public TaskPage search(TaskQuery query) {
    return transactions.join(
        () -> {
          List<Task> matching =
              tasks.values().stream()
                  .filter(task -> matches(query, task))
                  .collect(Collectors.toCollection(ArrayList::new));
          Collections.reverse(matching);
          List<Task> page =
              matching.stream()
                  .skip((long) query.page() * query.size())
                  .limit(query.size())
                  .toList();
          return new TaskPage(page, matching.size(), query.page(), query.size());
        });
  }

  private static boolean matches(TaskQuery query, Task task) {
    return (query.statuses().isEmpty() || query.statuses().contains(task.status()))
        && (query.type() == null || query.type().equals(task.type()))
        && (query.user() == null || query.user().equals(task.caller().name()))
        && (query.parent() == null || query.parent().equals(task.parent()));
  }

  @Override
  public Optional<Attempt> beginAttempt(TaskKey key, Instant now) {
    return transactions.join(
        () ->
            find(key)
                .filter(task -> !task.status().isEnded())
                .map(
                    task -> {
                      TaskStatus next =
                          task.status() == TaskStatus.PENDING ? TaskStatus.RUNNING : task.status();
                      Task begun = new Draft(task).status(next).begun(now).task();
                      transactions.put(tasks, key, begun);
                      return new Attempt(key, task.root(), begun.attempt());
                    }));
  }

  @Override
  public AttemptState stateOf(Attempt attempt) {
    return find(attempt.task())
        .filter(task -> isNewest(task, attempt))
        .map(
            task ->
                task.status() == TaskStatus.CANCEL_REQUESTED
                    ? AttemptState.CANCEL_REQUESTED
                    : AttemptState.CURRENT)
        .orElse(AttemptState.LOST);
  }

  @Override
  public void prove(Attempt attempt) {
    if (find(attempt.task()).filter(task -> task.attempt() == attempt.number()).isEmpty()) {
      throw new LostTaskException(attempt);
    }
  }

  private static boolean isNewest(Task task, Attempt attempt) {
    return task.attempt() == attempt.number() && !task.status().isEnded();
  }

  @Override
  public boolean claimed(TaskKey key) {
    return transactions.join(
        () -> {
          Optional<Task> waiting =
              find(key).filter(task -> task.claimUntil() != null && !task.status().isEnded());
          waiting.ifPresent(task -> transactions.put(tasks, key, new Draft(task).claimed().task()));
          return waiting.isPresent();
        });
  }

  @Override
  public boolean requestCancel(TaskKey key) {
    return transactions.join(
        () -> {
          Optional<Task> open = find(key).filter(task -> !task.status().isEnded());
          open.ifPresent(
              task ->
                  transactions.put(
                      tasks, key, new Draft(task).status(TaskStatus.CANCEL_REQUESTED).task()));
          return open.isPresent();
        });
  }

  @Override
  public void end(TaskKey key, Ending ending) {
    update(
        key,
        task -> {
          if (!task.status().mayBecome(ending.status())) {
            throw new IllegalStateException(
                "Task %s is %s and may not become %s"
                    .formatted(key, task.status(), ending.status()));
          }
          return new Draft(task).ended(ending).task();
        });
  }

  private void update(TaskKey key, UnaryOperator<Task> change) {
    transactions.join(
        () ->
            transactions.put(
                tasks,
                key,
                change.apply(
                    find(key)
                        .orElseThrow(() -> new IllegalStateException("There is no task " + key)))));
  }

  @Override
  public List<OpenTasks> open() {
    return transactions.join(
        () ->
            tasks.values().stream()
                .filter(task -> !task.status().isEnded())
                .collect(
                    Collectors.groupingBy(
                        task -> new Kind(task.manager(), task.type(), task.payloadVersion()),
                        LinkedHashMap::new,
                        Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> openTasks(entry.getKey(), entry.getValue()))
                .toList());
  }

  private static OpenTasks openTasks(Kind kind, List<Task> open) {
    List<Task> pending = open.stream().filter(task -> task.status() == TaskStatus.PENDING).toList();
    return new OpenTasks(
        kind.manager(),
        kind.type(),
        kind.version(),
        pending.size(),
        open.size() - pending.size(),
        pending.stream().map(Task::createdAt).min(Instant::compareTo).orElse(null));
  }

  @Override
  public int deleteEndedBefore(Instant time, int limit) {
    return transactions.join(
        () -> {
          List<TaskKey> old =
              tasks.values().stream()
                  .filter(task -> endedBefore(task, time))
                  .filter(task -> find(task.root()).map(r -> endedBefore(r, time)).orElse(true))
                  .map(Task::key)
                  .limit(limit)
                  .toList();
          old.forEach(this::discard);
          return old.size();
        });
  }

  private static boolean endedBefore(Task task, Instant time) {
    return task.finishedAt() != null && task.finishedAt().isBefore(time);
  }

  @Override
  public boolean write(TaskKey key, Progress progress) {
    return transactions.separate(
        () ->
            find(key)
                .map(
                    task -> {
                      Progress kept = progress.notBehind(task.progress());
                      transactions.put(tasks, key, new Draft(task).progress(kept).task());
                      return task.status() == TaskStatus.CANCEL_REQUESTED;
                    })
                .orElse(false));
  }

  @Override
  public Progress read(TaskKey key) {
    return find(key).map(Task::progress).orElse(Progress.NONE);
  }

  /** A task that differs from another in a few of its parts. */
  private static final class Draft {

    private final Task from;
    private TaskStatus status;
    private int attempt;
    private long total;
    private @Nullable Instant claimUntil;
    private Progress progress;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;
    private @Nullable String result;
    private @Nullable String error;

    Draft(Task from) {
      this.from = from;
      status = from.status();
      attempt = from.attempt();
      total = from.total();
      claimUntil = from.claimUntil();
      progress = from.progress();
      startedAt = from.startedAt();
      finishedAt = from.finishedAt();
      result = from.result();
      error = from.error();
    }

    Draft status(TaskStatus newStatus) {
      status = newStatus;
      return this;
    }

    Draft begun(Instant now) {
      attempt++;
      startedAt = startedAt == null ? now : startedAt;
      return this;
    }

    Draft total(long newTotal) {
      total = newTotal;
      return this;
    }

    Draft claimed() {
      claimUntil = null;
      return this;
    }

    Draft progress(Progress newProgress) {
      progress = newProgress;
      return this;
    }

    Draft ended(Ending ending) {
      status = ending.status();
      result = ending.result();
      error = cut(ending.error());
      finishedAt = ending.at();
      progress = ending.progress() == null ? progress : ending.progress();
      return this;
    }

    private static @Nullable String cut(@Nullable String text) {
      return text == null || text.length() <= MAX_ERROR_LENGTH
          ? text
          : text.substring(0, MAX_ERROR_LENGTH);
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
          attempt,
          total,
          claimUntil,
          from.counts(),
          progress,
          from.createdAt(),
          startedAt,
          finishedAt,
          result,
          error,
          from.requestHash());
    }
  }
}
