package io.powercrud.test;

import io.powercrud.TaskKey;
import io.powercrud.progress.Progress;
import io.powercrud.progress.ProgressStore;
import io.powercrud.task.Attempt;
import io.powercrud.task.AttemptState;
import io.powercrud.task.ChildCount;
import io.powercrud.task.Ending;
import io.powercrud.task.Idempotency;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.NewTask;
import io.powercrud.task.OnFailure;
import io.powercrud.task.OpenChild;
import io.powercrud.task.OpenTasks;
import io.powercrud.task.Stage;
import io.powercrud.task.Standing;
import io.powercrud.task.Task;
import io.powercrud.task.TaskPage;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tasks and their progress in maps. */
final class MemoryTaskStore implements TaskStore, ProgressStore {

  private final MemoryTransactions transactions;
  private final Map<TaskKey, Task> tasks = new LinkedHashMap<>();
  private final MemoryChildren children = new MemoryChildren(tasks);
  private final Map<IdempotentRequest, TaskKey> requests = new HashMap<>();
  private final Map<TaskKey, TaskStatus> ownStatuses = new HashMap<>();
  private final Map<TaskKey, Instant> unknownSince = new HashMap<>();

  private record IdempotentRequest(String user, String key) {}

  private record Kind(String manager, String type, int version) {

    static Kind of(Task task) {
      return new Kind(task.manager(), task.type(), task.payloadVersion());
    }
  }

  /** Where a task gets only if some node knew it. */
  private static final Set<TaskStatus> KNOWN =
      Set.of(
          TaskStatus.RUNNING,
          TaskStatus.WAITING_FOR_CHILDREN,
          TaskStatus.SUCCEEDED,
          TaskStatus.PARTIAL);

  MemoryTaskStore(MemoryTransactions transactions) {
    this.transactions = transactions;
    transactions.proveBy(this::prove, this::proveAtWork);
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
          transactions.put(tasks, task.key(), TaskDraft.written(task));
          return Optional.empty();
        });
  }

  @Override
  public void createAll(List<NewTask> newTasks) {
    for (NewTask task : newTasks) {
      if (task.idempotency() != null) {
        throw new IllegalArgumentException(
            "Task %s has an idempotency key; write it down by itself".formatted(task.key()));
      }
    }
    transactions.join(
        () -> {
          newTasks.forEach(this::create);
          return newTasks.size();
        });
  }

  @Override
  public void setTotal(TaskKey key, long total) {
    update(key, task -> new TaskDraft(task).total(total).task());
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
  public Map<TaskKey, List<Task>> childrenOf(Collection<TaskKey> parents, int limit) {
    return transactions.join(() -> children.ofEach(parents, limit));
  }

  @Override
  public Map<TaskKey, List<ChildCount>> countChildren(Collection<TaskKey> parents) {
    return transactions.join(() -> children.count(parents));
  }

  @Override
  public Optional<Task> firstChildThatEnded(
      TaskKey parent, TaskStatus status, OnFailure onFailure) {
    return transactions.join(() -> children.firstThatEnded(parent, status, onFailure));
  }

  @Override
  public boolean hasOpenChildren(TaskKey key) {
    return transactions.join(() -> children.openOf(key).findAny().isPresent());
  }

  @Override
  public List<OpenChild> requestCancelOfChildren(TaskKey parent) {
    return transactions.join(
        () -> {
          List<OpenChild> open = children.toBeCancelled(parent);
          open.forEach(child -> requestCancel(child.key()));
          return open;
        });
  }

  @Override
  public Optional<Attempt> beginAttempt(TaskKey key, Instant now, @Nullable Instant deadline) {
    return transactions.join(
        () ->
            find(key)
                .filter(task -> task.stage() != Stage.OVER)
                .map(
                    task -> {
                      Task begun = new TaskDraft(task).begun(now, deadline).task();
                      transactions.put(tasks, key, begun);
                      transactions.put(unknownSince, key, null);
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
  public void proveAtWork(Attempt attempt) {
    prove(attempt);
    if (find(attempt.task()).filter(task -> task.stage().isOwnWork()).isEmpty()) {
      throw new LostTaskException(attempt);
    }
  }

  @Override
  public boolean claimed(TaskKey key) {
    return transactions.join(
        () -> {
          Optional<Task> waiting =
              find(key).filter(task -> task.claimUntil() != null && !task.status().isEnded());
          waiting.ifPresent(
              task -> transactions.put(tasks, key, new TaskDraft(task).claimed().task()));
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
                      tasks, key, new TaskDraft(task).status(TaskStatus.CANCEL_REQUESTED).task()));
          return open.isPresent();
        });
  }

  @Override
  public Optional<Standing> lock(TaskKey key) {
    return transactions.join(
        () ->
            find(key)
                .map(
                    task ->
                        new Standing(
                            task.key(),
                            task.root(),
                            task.parent(),
                            task.manager(),
                            task.type(),
                            task.status(),
                            task.stage(),
                            ownStatuses.get(key),
                            task.error(),
                            task.attempt(),
                            children.of(key).findAny().isPresent(),
                            hasOpenChildren(key))));
  }

  @Override
  public void supersede(TaskKey key) {
    update(key, task -> new TaskDraft(task).superseded().task());
  }

  @Override
  public List<TaskKey> openChildrenOf(Collection<TaskKey> parents) {
    return transactions.join(
        () -> parents.stream().flatMap(children::openOf).map(Task::key).toList());
  }

  @Override
  public void waitForChildren(TaskKey key, Ending own, Stage next) {
    transactions.join(
        () -> {
          update(
              key,
              task -> {
                if (task.status() != TaskStatus.CANCEL_REQUESTED
                    && !task.status().mayBecome(TaskStatus.WAITING_FOR_CHILDREN)) {
                  throw refused(task, TaskStatus.WAITING_FOR_CHILDREN);
                }
                return new TaskDraft(task).waiting(own, next).task();
              });
          return transactions.put(ownStatuses, key, own.status());
        });
  }

  private static IllegalStateException refused(Task task, TaskStatus next) {
    return new IllegalStateException(
        "Task %s is %s and may not become %s".formatted(task.key(), task.status(), next));
  }

  @Override
  public boolean leave(TaskKey child) {
    return find(child).map(Task::parent).isPresent();
  }

  @Override
  public void end(TaskKey key, Ending ending) {
    update(
        key,
        task -> {
          if (!task.status().mayBecome(ending.status())) {
            throw refused(task, ending.status());
          }
          return new TaskDraft(task).ended(ending).task();
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
  public void noteEscapedWork(TaskKey key, String thread) {
    transactions.join(
        () -> {
          find(key)
              .ifPresent(
                  task ->
                      transactions.put(tasks, key, new TaskDraft(task).escapedWork(thread).task()));
          return key;
        });
  }

  @Override
  public Instant unknownSince(TaskKey key, Instant now) {
    return transactions.join(
        () -> {
          Instant noted = unknownSince.get(key);
          if (noted == null) {
            transactions.put(unknownSince, key, now);
          }
          return noted == null ? now : noted;
        });
  }

  @Override
  public boolean wasStartedAfter(Instant time, String manager, String type, int payloadVersion) {
    Kind kind = new Kind(manager, type, payloadVersion);
    return transactions.join(
        () ->
            tasks.values().stream()
                .filter(task -> kind.equals(Kind.of(task)))
                .filter(task -> KNOWN.contains(task.status()))
                .anyMatch(task -> task.startedAt() != null && task.startedAt().isAfter(time)));
  }

  @Override
  public List<OpenTasks> open() {
    return transactions.join(
        () ->
            tasks.values().stream()
                .filter(task -> !task.status().isEnded())
                .collect(Collectors.groupingBy(Kind::of, LinkedHashMap::new, Collectors.toList()))
                .entrySet()
                .stream()
                .map(entry -> openTasks(entry.getKey(), entry.getValue()))
                .toList());
  }

  @Override
  public long countOpenOf(String user) {
    return transactions.join(
        () ->
            tasks.values().stream()
                .filter(task -> task.parent() == null && !task.status().isEnded())
                .filter(task -> task.caller().name().equals(user))
                .count());
  }

  private OpenTasks openTasks(Kind kind, List<Task> open) {
    List<Task> pending = open.stream().filter(task -> task.status() == TaskStatus.PENDING).toList();
    return new OpenTasks(
        kind.manager(),
        kind.type(),
        kind.version(),
        pending.size(),
        open.size() - pending.size(),
        pending.stream().map(Task::createdAt).min(Instant::compareTo).orElse(null),
        open.stream()
            .flatMap(task -> Stream.ofNullable(unknownSince.get(task.key())))
            .min(Instant::compareTo)
            .orElse(null));
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
                      transactions.put(tasks, key, new TaskDraft(task).progress(kept).task());
                      return task.status() == TaskStatus.CANCEL_REQUESTED;
                    })
                .orElse(false));
  }

  @Override
  public Progress read(TaskKey key) {
    return find(key).map(Task::progress).orElse(Progress.NONE);
  }
}
