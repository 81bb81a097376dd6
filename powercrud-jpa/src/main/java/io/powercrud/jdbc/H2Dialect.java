package io.powercrud.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.springframework.jdbc.support.SqlArrayValue;

/**
 * H2's way: rows from arrays, and exclusive locks, for it has no shared ones. Nothing limits an
 * idle transaction, for whoever freezes in one freezes the database too.
 */
final class H2Dialect implements Dialect {

  @Override
  public String rows() {
    return """
        UNNEST(CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY))
          AS x (entity_type, record_id)""";
  }

  @Override
  public List<Object> arguments(List<Row> rows) {
    return List.of(
        array("VARCHAR", rows, row -> row.record().type()),
        array("VARCHAR", rows, row -> row.record().id()));
  }

  @Override
  public String targets() {
    return """
        UNNEST(CAST(? AS VARCHAR ARRAY), CAST(? AS VARCHAR ARRAY), CAST(? AS BIGINT ARRAY),
            CAST(? AS VARCHAR ARRAY))
          AS x (entity_type, record_id, seq, left_out)""";
  }

  @Override
  public List<Object> targetArguments(List<Row> rows) {
    return List.of(
        array("VARCHAR", rows, row -> row.record().type()),
        array("VARCHAR", rows, row -> row.record().id()),
        array("BIGINT", rows, Row::seq),
        array("VARCHAR", rows, Row::leftOut));
  }

  private static SqlArrayValue array(String type, List<Row> rows, Function<Row, ?> column) {
    return new SqlArrayValue(type, rows.stream().map(column).toArray());
  }

  @Override
  public String shareLock() {
    return "FOR UPDATE";
  }

  @Override
  public SessionSetting lockTimeout() {
    return new SessionSetting(
        "SELECT LOCK_TIMEOUT()", "SET LOCK_TIMEOUT ?", Duration::toMillis, false);
  }

  @Override
  public Optional<SessionSetting> idleLimit() {
    return Optional.empty();
  }

  @Override
  public Obstacle obstacle(SQLException refusal) {
    return switch (refusal.getErrorCode()) {
      case 23505 -> Obstacle.DUPLICATE;
      case 50200, 90131 -> Obstacle.TRANSACTION;
      case 40001 -> Obstacle.ROLLED_BACK;
      default -> Obstacle.OTHER;
    };
  }

  /** Connections that were broken, or closed with their database. */
  private static final Set<Integer> ENDED_SESSIONS = Set.of(90067, 90098, 90121);

  @Override
  public boolean isConnectionLost(SQLException thrown) {
    return Dialect.super.isConnectionLost(thrown) || ENDED_SESSIONS.contains(thrown.getErrorCode());
  }
}
