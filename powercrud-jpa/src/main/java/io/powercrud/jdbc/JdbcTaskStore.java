package io.powercrud.jdbc;

import static java.util.stream.Collectors.joining;

import io.powercrud.TaskKey;
import io.powercrud.conflict.BusyException;
import io.powercrud.progress.Progress;
import io.powercrud.task.Attempt;
import io.powercrud.task.AttemptState;
import io.powercrud.task.Ending;
import io.powercrud.task.Idempotency;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.NewTask;
import io.powercrud.task.OpenTasks;
import io.powercrud.task.PayloadCodec;
import io.powercrud.task.Task;
import io.powercrud.task.TaskPage;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tasks in the {@code task} table; what others write while a task runs has tables of its own. */
final class JdbcTaskStore implements TaskStore {

  private static final int LONGEST_ERROR = 4000;

  private final Database database;
  private final @Nullable Database aside;
  private final PayloadCodec codec;
  private final TaskRows taskRows;
  private final TaskSearch search;
  private final TaskErasure erasure;

  /**
   * A store on a database.
   *
   * @param aside another source of connections to it, which sees what the snapshot of a caller's
   *     transaction can't; or null
   */
  JdbcTaskStore(Database database, @Nullable Database aside, PayloadCodec codec) {
    this.database = database;
    this.aside = aside;
    this.codec = codec;
    this.taskRows = new TaskRows(codec);
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

  private static final String INSERT =
      """
      INSERT INTO ${prefix}task
        (task_key, root_key, parent_key, manager_name, task_type, payload_version, payload, status,
         user_name, caller, reason, idempotency_key, request_hash, total, claim_until, created_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)
      """;

  private static final String INSERT_FENCE =
      "INSERT INTO ${prefix}fence (task_key, attempt) VALUES (?, 0)";

  private static final String INSERT_CURSOR =
      """
      INSERT INTO ${prefix}cursor (task_key, position, changed, unchanged, failed, skipped)
      VALUES (?, 0, 0, 0, 0, 0)
      """;

  private static final String INSERT_PROGRESS =
      "INSERT INTO ${prefix}progress (task_key, done, total, updated_at) VALUES (?, 0, 0, ?)";

  private Optional<Task> insert(NewTask task) {
    String key = task.key().value();
    Idempotency request = task.idempotency();
    update(
        INSERT,
        key,
        task.root().value(),
        task.parent() == null ? null : task.parent().value(),
        task.manager(),
        task.type(),
        task.payloadVersion(),
        task.payload(),
        TaskStatus.PENDING.name(),
        task.caller().name(),
        CallerSnapshot.write(task.caller(), codec),
        task.reason(),
        request == null ? null : request.key(),
        request == null ? null : request.requestHash(),
        UtcTime.ofNullable(task.claimUntil()),
        UtcTime.of(task.createdAt()));
    update(INSERT_FENCE, key);
    update(INSERT_CURSOR, key);
    update(INSERT_PROGRESS, key, UtcTime.of(task.createdAt()));
    return Optional.empty();
  }

  private static final String SET_TOTAL = "UPDATE ${prefix}task SET total = ? WHERE task_key = ?";

  @Override
  public void setTotal(TaskKey key, long total) {
    update(SET_TOTAL, total, key.value());
  }

  @Override
  public void discard(TaskKey key) {
    database.joining(transaction -> erasure.erase(List.of(key)));
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
  public Map<TaskKey, List<Task>> childrenOf(Collection<TaskKey> parents) {
    return search.childrenOf(parents);
  }

  private static final String BEGIN =
      """
      UPDATE ${prefix}task
      SET started_at = COALESCE(started_at, ?),
        status = CASE status WHEN 'PENDING' THEN 'RUNNING' ELSE status END
      WHERE task_key = ? AND status IN ('PENDING', 'RUNNING', 'CANCEL_REQUESTED')
      """;

  private static final String NEXT_ATTEMPT =
      "UPDATE ${prefix}fence SET attempt = attempt + 1 WHERE task_key = ?";

  private static final String BEGUN =
      """
      SELECT t.task_key, t.root_key, f.attempt
      FROM ${prefix}task t JOIN ${prefix}fence f ON f.task_key = t.task_key
      WHERE t.task_key = ?
      """;

  /** The task's row comes before the fence, as it does when a task ends. */
  @Override
  public Optional<Attempt> beginAttempt(TaskKey key, Instant now) {
    return database.joining(
        transaction -> {
          if (update(BEGIN, UtcTime.of(now), key.value()) == 0) {
            return Optional.empty();
          }
          update(NEXT_ATTEMPT, key.value());
          return Optional.ofNullable(
              database
                  .jdbc()
                  .queryForObject(database.sql(BEGUN), JdbcTaskStore::attempt, key.value()));
        });
  }

  private static Attempt attempt(ResultSet row, int number) throws SQLException {
    return new Attempt(
        new TaskKey(row.getString("task_key")),
        new TaskKey(row.getString("root_key")),
        row.getInt("attempt"));
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

  private static final String PROVE = "SELECT attempt FROM ${prefix}fence WHERE task_key = ? ";

  @Override
  public void prove(Attempt attempt) {
    List<Integer> newest =
        database
            .jdbc()
            .queryForList(
                database.sql(PROVE + database.dialect().shareLock()),
                Integer.class,
                attempt.task().value());
    if (!newest.equals(List.of(attempt.number()))) {
      throw new LostTaskException(attempt);
    }
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

  private static final String REQUEST_CANCEL =
      "UPDATE ${prefix}task SET status = 'CANCEL_REQUESTED' WHERE task_key = ? AND status IN (%s)"
          .formatted(
              statuses(
                  Stream.concat(
                      TaskStatus.CANCEL_REQUESTED.predecessors().stream(),
                      Stream.of(TaskStatus.CANCEL_REQUESTED))));

  @Override
  public boolean requestCancel(TaskKey key) {
    return update(REQUEST_CANCEL, key.value()) > 0;
  }

  private static final String END =
      """
      UPDATE ${prefix}task SET status = ?, result = ?, error = ?, finished_at = ?
      WHERE task_key = ? AND status IN (%s)
      """;

  private static final String LAST_PROGRESS =
      """
      UPDATE ${prefix}progress SET done = ?, total = ?, message = ?, updated_at = ?
      WHERE task_key = ?
      """;

  @Override
  public void end(TaskKey key, Ending ending) {
    database.joining(
        transaction -> {
          int ended =
              update(
                  END.formatted(statuses(ending.status().predecessors().stream())),
                  ending.status().name(),
                  ending.result(),
                  cut(ending.error()),
                  UtcTime.of(ending.at()),
                  key.value());
          if (ended == 0) {
            throw new IllegalStateException(
                "Task %s may not become %s, for it is %s"
                    .formatted(key, ending.status(), find(key).map(Task::status).orElse(null)));
          }
          Progress last = ending.progress();
          return last == null
              ? ended
              : update(
                  LAST_PROGRESS,
                  last.done(),
                  last.total(),
                  last.message(),
                  UtcTime.of(ending.at()),
                  key.value());
        });
  }

  private static @Nullable String cut(@Nullable String error) {
    return error == null || error.length() <= LONGEST_ERROR
        ? error
        : error.substring(0, LONGEST_ERROR - 1) + "…";
  }

  private static String statuses(Stream<TaskStatus> statuses) {
    return statuses.map("'%s'"::formatted).collect(joining(", "));
  }

  @Override
  public List<OpenTasks> open() {
    return search.open();
  }

  @Override
  public int deleteEndedBefore(Instant time, int limit) {
    return database.joining(transaction -> erasure.eraseEndedBefore(time, limit));
  }

  private int update(String sql, @Nullable Object... arguments) {
    return database.jdbc().update(database.sql(sql), arguments);
  }
}
