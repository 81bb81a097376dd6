package io.powercrud.jdbc;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.Conflicts;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.SqlParameterValue;

/**
 * The statements on the {@code record} table, which holds the targets and the reservations of tasks
 * that have not ended.
 */
final class RecordTable {

  /** How many records one statement takes at most. */
  static final int BATCH = 10_000;

  private static final int TASKS_AT_ONCE = 1_000;

  private final Database database;

  RecordTable(Database database) {
    this.database = database;
  }

  private static final String INSERT =
      """
      INSERT INTO ${prefix}record
        (entity_type, record_id, root_key, task_key, seq, scope, held, left_out, reserved_at)
      SELECT x.entity_type, x.record_id, ?, ?, %s, ?, ?, %s, ?
      FROM %s
      """;

  /** Writes the rows down, which are all targets or all descendants. */
  long insert(Reservation reservation, boolean held, List<Row> rows) {
    Dialect dialect = database.dialect();
    boolean targets = !rows.isEmpty() && rows.get(0).isTarget();
    String sql =
        database.sql(
            targets
                ? INSERT.formatted("x.seq", "x.left_out", dialect.targets())
                : INSERT.formatted("NULL", "NULL", dialect.rows()));
    long inserted = 0;
    for (List<Row> batch : batches(rows)) {
      List<Object> arguments = new ArrayList<>();
      arguments.add(reservation.root().value());
      arguments.add(reservation.task().value());
      arguments.add(reservation.scope());
      arguments.add(new SqlParameterValue(Types.SMALLINT, held ? 1 : null));
      arguments.add(UtcTime.of(reservation.at()));
      arguments.addAll(targets ? dialect.targetArguments(batch) : dialect.arguments(batch));
      inserted += database.jdbc().update(sql, arguments.toArray());
    }
    return inserted;
  }

  /** The rows come first, so that the unique index is asked for each of them and never scanned. */
  private static final String HOLDERS =
      """
      SELECT r.entity_type, r.record_id, r.root_key AS holder_key, t.user_name,
        r.reserved_at AS since_at
      FROM %s
      JOIN ${prefix}record r
        ON r.entity_type = x.entity_type AND r.record_id = x.record_id AND r.held = 1
      LEFT JOIN ${prefix}task t ON t.task_key = r.root_key
      """;

  /** Who holds which of the rows' records; whoever it is. */
  Map<RecordKey, Conflict> holders(List<Row> rows) {
    return conflicts(database, HOLDERS, rows);
  }

  /** The conflicts that a query finds, which begins with the rows, by their records. */
  static Map<RecordKey, Conflict> conflicts(Database database, String query, List<Row> rows) {
    String sql = database.sql(query.formatted(database.dialect().rows()));
    Map<RecordKey, Conflict> conflicts = new HashMap<>();
    for (List<Row> batch : batches(rows)) {
      database
          .jdbc()
          .query(sql, CONFLICT, database.dialect().arguments(batch).toArray())
          .forEach(conflict -> conflicts.put(conflict.record(), conflict));
    }
    return conflicts;
  }

  private static final RowMapper<Conflict> CONFLICT = (row, number) -> conflict(row);

  private static Conflict conflict(ResultSet row) throws SQLException {
    @Nullable String user = row.getString("user_name");
    return new Conflict(
        new RecordKey(row.getString("entity_type"), row.getString("record_id")),
        new TaskKey(row.getString("holder_key")),
        user,
        UtcTime.read(row, "since_at"));
  }

  static List<List<Row>> batches(List<Row> rows) {
    List<List<Row>> batches = new ArrayList<>();
    for (int start = 0; start < rows.size(); start += BATCH) {
      batches.add(rows.subList(start, Math.min(rows.size(), start + BATCH)));
    }
    return batches;
  }

  private static final String SCOPES =
      """
      SELECT r.entity_type, r.record_id, r.scope
      FROM %s
      JOIN ${prefix}record r
        ON r.entity_type = x.entity_type AND r.record_id = x.record_id AND r.held = 1
      WHERE r.root_key = ?
      """;

  /** Whether the root holds each of the rows' records beyond the chunk; absent where it doesn't. */
  Map<RecordKey, Boolean> lasting(TaskKey root, List<Row> rows) {
    String sql = database.sql(SCOPES.formatted(database.dialect().rows()));
    Map<RecordKey, Boolean> lasting = new HashMap<>();
    for (List<Row> batch : batches(rows)) {
      List<Object> arguments = new ArrayList<>(database.dialect().arguments(batch));
      arguments.add(root.value());
      database
          .jdbc()
          .query(
              sql,
              row -> {
                lasting.put(
                    new RecordKey(row.getString("entity_type"), row.getString("record_id")),
                    row.getString("scope").equals("R"));
              },
              arguments.toArray());
    }
    return lasting;
  }

  private static final String KEEP =
      """
      UPDATE ${prefix}record SET scope = 'R'
      WHERE entity_type = ? AND record_id = ? AND held = 1 AND root_key = ? AND scope = 'C'
      """;

  /**
   * Keeps what is reserved for a chunk until the root ends, and says how many of them there were.
   */
  int keep(TaskKey root, List<RecordKey> records) {
    int[] kept =
        database
            .jdbc()
            .batchUpdate(
                database.sql(KEEP),
                records.stream()
                    .map(record -> new Object[] {record.type(), record.id(), root.value()})
                    .toList());
    return Arrays.stream(kept).map(rows -> rows == 0 ? 0 : 1).sum();
  }

  private static final String CLAIM =
      """
      UPDATE ${prefix}record SET held = 1, reserved_at = ?
      WHERE task_key = ? AND seq > 0 AND held IS NULL AND left_out IS NULL
      """;

  private static final String UNLESS_HELD =
      """
        AND NOT EXISTS (
          SELECT 1 FROM ${prefix}record r
          WHERE r.entity_type = ${prefix}record.entity_type
            AND r.record_id = ${prefix}record.record_id AND r.held = 1)
      """;

  /** Reserves the targets that were only written down. */
  long claim(TaskKey task, Instant now) {
    return claim(CLAIM, task, now);
  }

  /** Reserves the targets that were only written down, and that the root doesn't hold already. */
  long claimUnlessHeld(TaskKey task, Instant now) {
    return claim(CLAIM + UNLESS_HELD, task, now);
  }

  private long claim(String sql, TaskKey task, Instant now) {
    return database.jdbc().update(database.sql(sql), UtcTime.of(now), task.value());
  }

  private static final String HELD_BY_OTHERS =
      """
      FROM ${prefix}record mine
      JOIN ${prefix}record r
        ON r.entity_type = mine.entity_type AND r.record_id = mine.record_id AND r.held = 1
      LEFT JOIN ${prefix}task t ON t.task_key = r.root_key
      WHERE mine.task_key = ? AND mine.seq > 0
        AND mine.held IS NULL AND mine.left_out IS NULL AND r.root_key <> mine.root_key
      """;

  private static final String COUNT_IN_THE_WAY = "SELECT COUNT(*) " + HELD_BY_OTHERS;

  private static final String LIST_IN_THE_WAY =
      "SELECT r.entity_type, r.record_id, r.root_key AS holder_key, t.user_name, "
          + "r.reserved_at AS since_at "
          + HELD_BY_OTHERS
          + "ORDER BY r.entity_type, r.record_id LIMIT "
          + Conflicts.LISTED;

  /** What keeps the targets from being claimed. */
  Optional<Conflicts> inTheWayOfClaim(TaskKey task) {
    Object[] arguments = {task.value()};
    List<Conflict> first =
        database.jdbc().query(database.sql(LIST_IN_THE_WAY), CONFLICT, arguments);
    if (first.isEmpty()) {
      return Optional.empty();
    }
    long total =
        first.size() < Conflicts.LISTED
            ? first.size()
            : database.count(COUNT_IN_THE_WAY, arguments);
    return Optional.of(new Conflicts(first, Math.max(first.size(), total)));
  }

  private static final String CHILDREN =
      "SELECT task_key FROM ${prefix}task WHERE root_key = ? AND parent_key IS NOT NULL";

  private static final String DELETE = "DELETE FROM ${prefix}record WHERE task_key IN (%s)";

  /** Frees all that the root holds, and forgets what its tasks were launched on. */
  void release(TaskKey root) {
    List<String> tasks = new ArrayList<>(List.of(root.value()));
    tasks.addAll(database.jdbc().queryForList(database.sql(CHILDREN), String.class, root.value()));
    for (int start = 0; start < tasks.size(); start += TASKS_AT_ONCE) {
      List<String> some = tasks.subList(start, Math.min(tasks.size(), start + TASKS_AT_ONCE));
      database.jdbc().update(database.sql(DELETE.formatted(markers(some.size()))), some.toArray());
    }
  }

  private static String markers(int count) {
    return String.join(", ", Collections.nCopies(count, "?"));
  }

  /** Descendants alone have no number, so the index leads to them past all targets. */
  private static final String DELETE_DESCENDANTS_OF_CHUNK =
      """
      DELETE FROM ${prefix}record
      WHERE task_key = ? AND seq IS NULL AND scope = 'C'
      """;

  void releaseChunk(TaskKey task) {
    database.jdbc().update(database.sql(DELETE_DESCENDANTS_OF_CHUNK), task.value());
  }

  /** The rows of a task are found by its key, and those of a root's children by theirs. */
  private static final String COUNT_HELD =
      """
      SELECT r.root_key, COUNT(*) AS held_records FROM ${prefix}record r
      WHERE r.held = 1 AND r.task_key IN (%1$s)
      GROUP BY r.root_key
      UNION ALL
      SELECT r.root_key, COUNT(*) AS held_records
      FROM ${prefix}task t JOIN ${prefix}record r ON r.task_key = t.task_key
      WHERE r.held = 1 AND t.root_key IN (%1$s) AND t.parent_key IS NOT NULL
      GROUP BY r.root_key
      """;

  /** How many records each of the roots holds; those that hold none are absent. */
  Map<TaskKey, Long> countHeld(Collection<TaskKey> roots) {
    Map<TaskKey, Long> counts = new HashMap<>();
    if (!roots.isEmpty()) {
      database
          .jdbc()
          .query(
              database.sql(COUNT_HELD.formatted(markers(roots.size()))),
              row -> {
                counts.merge(
                    new TaskKey(row.getString("root_key")), row.getLong("held_records"), Long::sum);
              },
              Stream.concat(roots.stream(), roots.stream()).map(TaskKey::value).toArray());
    }
    return counts;
  }
}
