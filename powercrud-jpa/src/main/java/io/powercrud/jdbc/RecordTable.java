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
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.SqlParameterValue;

/** The statements on the {@code record} table, which holds targets and reservations. */
final class RecordTable {

  /** How many records one statement takes at most. */
  static final int BATCH = 10_000;

  private final Database database;

  RecordTable(Database database) {
    this.database = database;
  }

  private static final String INSERT =
      """
      INSERT INTO ${prefix}record
        (entity_type, record_id, root_key, task_key, seq, role, scope, held, outcome, reason, reserved_at)
      SELECT x.entity_type, x.record_id, ?, ?, x.seq, ?, ?, ?,
        CASE WHEN x.reason IS NOT NULL THEN 'S' END, x.reason, ?
      FROM %s
      """;

  /** Writes the rows down; those with a reason as skipped. */
  long insert(Reservation reservation, boolean held, List<Row> rows) {
    String sql = database.sql(INSERT.formatted(database.dialect().rows()));
    long inserted = 0;
    for (List<Row> batch : batches(rows)) {
      List<Object> arguments = new ArrayList<>();
      arguments.add(reservation.root().value());
      arguments.add(reservation.task().value());
      arguments.add(reservation.role());
      arguments.add(reservation.scope());
      arguments.add(new SqlParameterValue(Types.SMALLINT, held ? 1 : null));
      arguments.add(UtcTime.of(reservation.at()));
      arguments.addAll(database.dialect().arguments(batch));
      inserted += database.jdbc().update(sql, arguments.toArray());
    }
    return inserted;
  }

  /** The rows come first, so that the unique index is asked for each of them and never scanned. */
  private static final String HOLDERS =
      """
      SELECT r.entity_type, r.record_id, r.root_key, t.user_name, r.reserved_at
      FROM %s
      JOIN ${prefix}record r
        ON r.entity_type = x.entity_type AND r.record_id = x.record_id AND r.held = 1
      LEFT JOIN ${prefix}task t ON t.task_key = r.root_key
      """;

  /** Who holds which of the rows' records; whoever it is. */
  Map<RecordKey, Conflict> holders(List<Row> rows) {
    String sql = database.sql(HOLDERS.formatted(database.dialect().rows()));
    Map<RecordKey, Conflict> holders = new HashMap<>();
    for (List<Row> batch : batches(rows)) {
      database
          .jdbc()
          .query(sql, CONFLICT, database.dialect().arguments(batch).toArray())
          .forEach(conflict -> holders.put(conflict.record(), conflict));
    }
    return holders;
  }

  private static final RowMapper<Conflict> CONFLICT = (row, number) -> conflict(row);

  private static Conflict conflict(ResultSet row) throws SQLException {
    @Nullable String user = row.getString("user_name");
    return new Conflict(
        new RecordKey(row.getString("entity_type"), row.getString("record_id")),
        new TaskKey(row.getString("root_key")),
        user,
        UtcTime.read(row, "reserved_at"));
  }

  private static List<List<Row>> batches(List<Row> rows) {
    List<List<Row>> batches = new ArrayList<>();
    for (int start = 0; start < rows.size(); start += BATCH) {
      batches.add(rows.subList(start, Math.min(rows.size(), start + BATCH)));
    }
    return batches;
  }

  private static final String CLAIM =
      """
      UPDATE ${prefix}record SET held = 1, reserved_at = ?
      WHERE root_key = ? AND task_key = ? AND role = 'T' AND held IS NULL AND outcome IS NULL
      """;

  private static final String UNLESS_HELD =
      """
        AND NOT EXISTS (
          SELECT 1 FROM ${prefix}record r
          WHERE r.entity_type = ${prefix}record.entity_type
            AND r.record_id = ${prefix}record.record_id AND r.held = 1)
      """;

  /** Reserves the targets that were only written down. */
  long claim(TaskKey task, TaskKey root, Instant now) {
    return claim(CLAIM, task, root, now);
  }

  /** Reserves the targets that were only written down, and that the root doesn't hold already. */
  long claimUnlessHeld(TaskKey task, TaskKey root, Instant now) {
    return claim(CLAIM + UNLESS_HELD, task, root, now);
  }

  private long claim(String sql, TaskKey task, TaskKey root, Instant now) {
    return database.jdbc().update(database.sql(sql), UtcTime.of(now), root.value(), task.value());
  }

  private static final String HELD_BY_OTHERS =
      """
      FROM ${prefix}record mine
      JOIN ${prefix}record r
        ON r.entity_type = mine.entity_type AND r.record_id = mine.record_id AND r.held = 1
      LEFT JOIN ${prefix}task t ON t.task_key = r.root_key
      WHERE mine.root_key = ? AND mine.task_key = ? AND mine.role = 'T'
        AND mine.held IS NULL AND mine.outcome IS NULL AND r.root_key <> mine.root_key
      """;

  private static final String COUNT_IN_THE_WAY = "SELECT COUNT(*) " + HELD_BY_OTHERS;

  private static final String LIST_IN_THE_WAY =
      "SELECT r.entity_type, r.record_id, r.root_key, t.user_name, r.reserved_at "
          + HELD_BY_OTHERS
          + "ORDER BY r.entity_type, r.record_id LIMIT "
          + Conflicts.LISTED;

  /** What keeps the targets from being claimed. */
  Optional<Conflicts> inTheWayOfClaim(TaskKey task, TaskKey root) {
    Object[] arguments = {root.value(), task.value()};
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

  private static final String RELEASE_TARGETS =
      "UPDATE ${prefix}record SET held = NULL WHERE root_key = ? AND held = 1 AND role = 'T'";

  private static final String DELETE_DESCENDANTS =
      "DELETE FROM ${prefix}record WHERE root_key = ? AND role = 'D'";

  /** Frees all that the root holds; its targets stay, as the history of their outcomes. */
  long release(TaskKey root) {
    return database.jdbc().update(database.sql(RELEASE_TARGETS), root.value())
        + (long) database.jdbc().update(database.sql(DELETE_DESCENDANTS), root.value());
  }

  /** Descendants alone have no number, so the index leads to them past all targets. */
  private static final String DELETE_DESCENDANTS_OF_CHUNK =
      """
      DELETE FROM ${prefix}record
      WHERE root_key = ? AND task_key = ? AND seq IS NULL AND scope = 'C'
      """;

  void releaseChunk(TaskKey task, TaskKey root) {
    database.jdbc().update(database.sql(DELETE_DESCENDANTS_OF_CHUNK), root.value(), task.value());
  }

  private static final String COUNT_HELD =
      "SELECT COUNT(*) FROM ${prefix}record WHERE root_key = ? AND held = 1";

  long countHeld(TaskKey root) {
    return database.count(COUNT_HELD, root.value());
  }

  private static final String COUNT_HELD_BY_EACH =
      """
      SELECT root_key, COUNT(*) AS held_records FROM ${prefix}record
      WHERE held = 1 AND root_key IN (%s) GROUP BY root_key
      """;

  Map<TaskKey, Long> countHeld(Collection<TaskKey> roots) {
    Map<TaskKey, Long> counts = new HashMap<>();
    if (!roots.isEmpty()) {
      String markers = String.join(", ", Collections.nCopies(roots.size(), "?"));
      database
          .jdbc()
          .query(
              database.sql(COUNT_HELD_BY_EACH.formatted(markers)),
              row -> {
                counts.put(new TaskKey(row.getString("root_key")), row.getLong("held_records"));
              },
              roots.stream().map(TaskKey::value).toArray());
    }
    return counts;
  }
}
