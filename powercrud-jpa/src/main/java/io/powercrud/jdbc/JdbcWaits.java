package io.powercrud.jdbc;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.Conflicts;
import io.powercrud.conflict.Wait;
import io.powercrud.conflict.Waiter;
import io.powercrud.conflict.Waits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The waits in the {@code wait} table: a row for each holder that somebody waits for, with one of
 * the records. What a row says is believed only where the other tables say so too.
 */
final class JdbcWaits implements Waits {

  private final Database database;
  private final Bells bells;
  private final Clock clock;

  /** Waits on a database, none of whose statements joins a transaction. */
  JdbcWaits(Database database, Bells bells, Clock clock) {
    this.database = database;
    this.bells = bells;
    this.clock = clock;
  }

  private static final String DELETE = "DELETE FROM ${prefix}wait WHERE wait_key = ?";

  private static final String INSERT =
      """
      INSERT INTO ${prefix}wait
        (wait_key, task_key, root_key, attempt, holder_key, entity_type, record_id, since_at,
         until_at)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  @Override
  public void announce(Waiter waiter, Conflicts conflicts, Instant until) {
    Instant now = clock.instant();
    Map<TaskKey, RecordKey> wanted = new LinkedHashMap<>();
    conflicts.first().forEach(conflict -> wanted.putIfAbsent(conflict.holder(), conflict.record()));
    List<Object[]> rows =
        wanted.entrySet().stream()
            .map(
                entry ->
                    new Object[] {
                      waiter.id(),
                      waiter.task().value(),
                      waiter.root().value(),
                      waiter.attempt(),
                      entry.getKey().value(),
                      entry.getValue().type(),
                      entry.getValue().id(),
                      UtcTime.of(now),
                      UtcTime.of(until)
                    })
            .toList();
    database.separate(
        transaction -> {
          database.jdbc().update(database.sql(DELETE), waiter.id());
          return database.jdbc().batchUpdate(database.sql(INSERT), rows);
        });
  }

  @Override
  public void withdraw(Waiter waiter) {
    database.outside(() -> database.jdbc().update(database.sql(DELETE), waiter.id()));
  }

  private static final String DELETE_ALL = "DELETE FROM ${prefix}wait WHERE task_key = ?";

  @Override
  public void withdrawAll(TaskKey task) {
    database.outside(() -> database.jdbc().update(database.sql(DELETE_ALL), task.value()));
  }

  private static final String ALL =
      """
      SELECT w.wait_key, w.task_key, w.root_key, w.attempt, w.holder_key, w.entity_type,
        w.record_id, root.created_at, holder.user_name, r.task_key AS held_by, r.scope,
        r.reserved_at AS since_at
      FROM ${prefix}wait w
      JOIN ${prefix}fence f ON f.task_key = w.task_key AND f.attempt = w.attempt
      JOIN ${prefix}task t ON t.task_key = w.task_key AND t.finished_at IS NULL
      JOIN ${prefix}task root ON root.task_key = w.root_key
      JOIN ${prefix}record r
        ON r.entity_type = w.entity_type AND r.record_id = w.record_id AND r.held = 1
          AND r.root_key = w.holder_key
      LEFT JOIN ${prefix}task holder ON holder.task_key = w.holder_key
      WHERE w.until_at > ?
      """;

  @Override
  public List<Wait> all() {
    return database.outside(
        () ->
            database
                .jdbc()
                .query(database.sql(ALL), (row, number) -> wait(row), UtcTime.of(clock.instant())));
  }

  private static Wait wait(ResultSet row) throws SQLException {
    @Nullable String user = row.getString("user_name");
    return new Wait(
        new Waiter(
            row.getString("wait_key"),
            new TaskKey(row.getString("task_key")),
            new TaskKey(row.getString("root_key")),
            row.getInt("attempt")),
        UtcTime.read(row, "created_at"),
        new Conflict(
            new RecordKey(row.getString("entity_type"), row.getString("record_id")),
            new TaskKey(row.getString("holder_key")),
            user,
            UtcTime.read(row, "since_at")),
        row.getString("scope").equals("C") ? new TaskKey(row.getString("held_by")) : null);
  }

  private static final String AWAITED =
      """
      SELECT COUNT(*) FROM ${prefix}wait w
      WHERE w.holder_key = ? AND w.until_at > ?
        AND NOT EXISTS (
          SELECT 1 FROM ${prefix}record r
          WHERE r.entity_type = w.entity_type AND r.record_id = w.record_id AND r.held = 1
            AND r.root_key = w.holder_key)
      """;

  @Override
  public boolean isAwaited(TaskKey holder) {
    return database.outside(
            () -> database.count(AWAITED, holder.value(), UtcTime.of(clock.instant())))
        > 0;
  }

  @Override
  public void wake(TaskKey root) {
    database.outside(() -> notify(database, Notice.WAKE, root));
  }

  /**
   * Tells those who wait for this root task that it releases something, as soon as the transaction
   * on that connection commits.
   */
  static void tellRelease(Database database, TaskKey root) {
    notify(database, Notice.RELEASE, root);
  }

  private static int notify(Database database, Notice notice, TaskKey root) {
    Optional<String> statement = database.dialect().notification(notice);
    statement.ifPresent(
        sql ->
            database
                .jdbc()
                .query(
                    database.sql(sql),
                    row -> {},
                    database.sql(Bells.CHANNEL),
                    root.value(),
                    root.value()));
    return statement.isPresent() ? 1 : 0;
  }

  /** What waiters are told. */
  enum Notice {
    /** That the root task which they wait for releases something. */
    RELEASE,
    /** That they are to look again though nothing was released. */
    WAKE
  }

  @Override
  public Bell bell() {
    return bells.open();
  }
}
