package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import io.powercrud.conflict.BusyException;
import io.powercrud.task.Attempt;
import io.powercrud.task.AttemptState;
import io.powercrud.task.ChildCount;
import io.powercrud.task.Ending;
import io.powercrud.task.Idempotency;
import io.powercrud.task.NewTask;
import io.powercrud.task.OnFailure;
import io.powercrud.task.OpenChild;
import io.powercrud.task.OpenTasks;
import io.powercrud.task.PayloadCodec;
import io.powercrud.task.Stage;
import io.powercrud.task.Standing;
import io.powercrud.task.Task;
import io.powercrud.task.TaskPage;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskStore;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tasks in the {@code task} table; what others write while a task runs has tables of its own. */
final class JdbcTaskStore implements TaskStore {

  private final Database database;
  private final @Nullable Database aside;
  private final TaskRows taskRows;
  private final Consumer<TaskKey> launched;
  private final NewTaskRows newTasks;
  private final ChildTable children;
  private final TaskLocks locks;
  private final TaskMoves moves;
  private final TaskSearch search;
  private final TaskErasure erasure;

  /**
   * A store on a database.
   *
   * @param aside another source of connections to it, which sees what the snapshot of a caller's
   *     transaction can't; or null
   * @param launched is told the root of each task that is written down, in the same transaction
   */
  JdbcTaskStore(
      Database database, @Nullable Database aside, PayloadCodec codec, Consumer<TaskKey> launched) {
    this.database = database;
    this.launched = launched;
    this.aside = aside;
    this.taskRows = new TaskRows(codec);
    this.children = new ChildTable(database);
    this.newTasks = new NewTaskRows(database, codec, children);
    this.locks = new TaskLocks(database);
    this.moves = new TaskMoves(database);
    this.search = new TaskSearch(database, taskRows);
    this.erasure = new TaskErasure(database);
  }

  @Override
  public Optional<Task> create(NewTask task) {
    return database.joining(
        transaction -> task.idempotency() == null ? insert(task) : createOnce(task));
  }

  private Optional<Task> createOnce(NewTask task) {
    Optional<Task> earlier = findRequest(database, task);
    if (earlier.isPresent()) {
      return earlier;
    }
    Contest<Optional<Task>> contest = database.contend(() -> insert(task));
    if (contest instanceof Contest.Won<Optional<Task>> won) {
      return won.value();
    }
    if (contest instanceof Contest.Busy<Optional<Task>> busy) {
      throw new BusyException(busy.reason());
    }
    return Optional.of(findRequestOfAnother(task));
  }

  private Task findRequestOfAnother(NewTask task) {
    return findRequest(database, task)
        .or(() -> aside == null ? Optional.empty() : aside.outside(() -> findRequest(aside, task)))
        .orElseThrow(
            () ->
                new BusyException(
                    "The same request is being written by another transaction at this moment."));
  }

  private static final String BY_REQUEST =
      TaskRows.SELECT + "WHERE t.user_name = ? AND t.idempotency_key = ?";

  private Optional<Task> findRequest(Database where, NewTask task) {
    Idempotency request = Objects.requireNonNull(task.idempotency());
    return where
        .jdbc()
        .query(where.sql(BY_REQUEST), taskRows, task.caller().name(), request.key())
        .stream()
        .findFirst();
  }

  @Override
  public void createAll(List<NewTask> tasks) {
    tasks.stream()
        .filter(task -> task.idempotency() != null)
        .findFirst()
        .ifPresent(
            task -> {
              throw new IllegalArgumentException(
                  "Task %s has an idempotency key; write it down by itself".formatted(task.key()));
            });
    if (!tasks.isEmpty()) {
      database.joining(
          transaction -> {
            newTasks.insertAll(tasks);
            return tasks.size();
          });
    }
  }

  private Optional<Task> insert(NewTask task) {
    newTasks.insert(task);
    launched.accept(task.root());
    return Optional.empty();
  }

  private static final String SET_TOTAL = "UPDATE ${prefix}task SET total = ? WHERE task_key = ?";

  @Override
  public void setTotal(TaskKey key, long total) {
    update(SET_TOTAL, total, key.value());
  }

  @Override
  public void discard(TaskKey key) {
    database.joining(
        transaction -> {
          children.leave(key);
          return erasure.erase(List.of(key));
        });
  }

  private static final String BY_KEY = TaskRows.SELECT + "WHERE t.task_key = ?";

  @Override
  public Optional<Task> find(TaskKey key) {
    return database.jdbc().query(database.sql(BY_KEY), taskRows, key.value()).stream().findFirst();
  }

  @Override
  public TaskPage search(TaskQuery query) {
    return search.page(query);
  }

  @Override
  public Map<TaskKey, List<Task>> childrenOf(Collection<TaskKey> parents, int limit) {
    return search.childrenOf(parents, limit);
  }

  @Override
  public Map<TaskKey, List<ChildCount>> countChildren(Collection<TaskKey> parents) {
    return search.countChildren(parents);
  }

  @Override
  public Optional<Task> firstChildThatEnded(
      TaskKey parent, TaskStatus status, OnFailure onFailure) {
    return search.firstChildThatEnded(parent, status, onFailure);
  }

  @Override
  public Optional<Attempt> beginAttempt(TaskKey key, Instant now, @Nullable Instant deadline) {
    return moves.beginAttempt(key, now, deadline);
  }

  private static final String STATE =
      """
      SELECT t.status FROM ${prefix}task t JOIN ${prefix}fence f ON f.task_key = t.task_key
      WHERE t.task_key = ? AND f.attempt = ?
      """;

  @Override
  public AttemptState stateOf(Attempt attempt) {
    return database
        .jdbc()
        .queryForList(database.sql(STATE), String.class, attempt.task().value(), attempt.number())
        .stream()
        .map(TaskStatus::valueOf)
        .map(JdbcTaskStore::stateIn)
        .findFirst()
        .orElse(AttemptState.LOST);
  }

  private static AttemptState stateIn(TaskStatus status) {
    if (status.isEnded()) {
      return AttemptState.LOST;
    }
    return status == TaskStatus.CANCEL_REQUESTED
        ? AttemptState.CANCEL_REQUESTED
        : AttemptState.CURRENT;
  }

  @Override
  public void prove(Attempt attempt) {
    locks.prove(attempt);
  }

  @Override
  public void proveAtWork(Attempt attempt) {
    locks.proveAtWork(attempt);
  }

  private static final String CLAIMED =
      """
      UPDATE ${prefix}task SET claim_until = NULL
      WHERE task_key = ? AND claim_until IS NOT NULL AND finished_at IS NULL
      """;

  @Override
  public boolean claimed(TaskKey key) {
    return update(CLAIMED, key.value()) > 0;
  }

  @Override
  public boolean requestCancel(TaskKey key) {
    return moves.requestCancel(key);
  }

  @Override
  public List<OpenChild> requestCancelOfChildren(TaskKey parent) {
    return locks.requestCancelOfChildren(parent);
  }

  @Override
  public Optional<Standing> lock(TaskKey key) {
    return locks.lock(key);
  }

  @Override
  public void supersede(TaskKey key) {
    moves.supersede(key);
  }

  @Override
  public List<TaskKey> openChildrenOf(Collection<TaskKey> parents) {
    return search.openChildrenOf(parents);
  }

  @Override
  public boolean hasOpenChildren(TaskKey key) {
    return children.hasOpen(key);
  }

  @Override
  public boolean leave(TaskKey child) {
    return children.leave(child);
  }

  @Override
  public void waitForChildren(TaskKey key, Ending own, Stage next) {
    moves.waitForChildren(key, own, next);
  }

  @Override
  public void end(TaskKey key, Ending ending) {
    moves.end(key, ending);
  }

  @Override
  public void noteEscapedWork(TaskKey key, String thread) {
    moves.noteEscapedWork(key, thread);
  }

  @Override
  public Instant unknownSince(TaskKey key, Instant now) {
    return moves.unknownSince(key, now);
  }

  @Override
  public boolean wasStartedAfter(Instant time, String manager, String type, int payloadVersion) {
    return search.wasStartedAfter(time, manager, type, payloadVersion);
  }

  @Override
  public List<OpenTasks> open() {
    return search.open();
  }

  @Override
  public long countOpenOf(String user) {
    return search.countOpenOf(user);
  }

  @Override
  public int deleteEndedBefore(Instant time, int limit) {
    return database.joining(transaction -> erasure.eraseEndedBefore(time, limit));
  }

  private int update(String sql, @Nullable Object... arguments) {
    return database.jdbc().update(database.sql(sql), arguments);
  }
}
