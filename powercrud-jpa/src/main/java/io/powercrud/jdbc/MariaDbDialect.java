package io.powercrud.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * MariaDB's way: rows from JSON, and limits of the session in whole seconds. A deadlock rolls the
 * whole transaction back here, not the statement alone.
 */
final class MariaDbDialect implements Dialect {

  private static final JsonMapper JSON = JsonMapper.shared();

  @Override
  public String rows() {
    return """
        JSON_TABLE(?, '$[*]' COLUMNS (
          entity_type VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$[0]',
          record_id VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$[1]'))
          AS x""";
  }

  @Override
  public List<Object> arguments(List<Row> rows) {
    return json(rows, row -> new Object[] {row.record().type(), row.record().id()});
  }

  @Override
  public String targets() {
    return """
        JSON_TABLE(?, '$[*]' COLUMNS (
          entity_type VARCHAR(100) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$[0]',
          record_id VARCHAR(400) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$[1]',
          seq BIGINT PATH '$[2]',
          left_out VARCHAR(1000) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin PATH '$[3]'))
          AS x""";
  }

  @Override
  public List<Object> targetArguments(List<Row> rows) {
    return json(
        rows,
        row -> new Object[] {row.record().type(), row.record().id(), row.seq(), row.leftOut()});
  }

  private static List<Object> json(List<Row> rows, Function<Row, Object[]> columns) {
    return List.of(JSON.writeValueAsString(rows.stream().map(columns).toList()));
  }

  @Override
  public String shareLock() {
    return "LOCK IN SHARE MODE";
  }

  @Override
  public SessionSetting lockTimeout() {
    return inSeconds("innodb_lock_wait_timeout");
  }

  @Override
  public Optional<SessionSetting> idleLimit() {
    return Optional.of(inSeconds("idle_transaction_timeout"));
  }

  private static SessionSetting inSeconds(String name) {
    return new SessionSetting(
        "SELECT @@SESSION.%s".formatted(name),
        "SET SESSION %s = ?".formatted(name),
        (Duration limit) -> Math.max(1, limit.toSeconds()),
        false);
  }

  @Override
  public Optional<TriggerDialect> triggers() {
    return Optional.of(new MariaDbTriggers());
  }

  @Override
  public Obstacle obstacle(SQLException refusal) {
    return switch (refusal.getErrorCode()) {
      case 1062 -> Obstacle.DUPLICATE;
      case 1205 -> Obstacle.TRANSACTION;
      case 1213, 1020 -> Obstacle.ROLLED_BACK;
      default -> Obstacle.OTHER;
    };
  }

  /** Too many connections, a server that shuts down, and connections that it ended. */
  private static final Set<Integer> ENDED_SESSIONS = Set.of(1040, 1053, 1152, 1927, 2006, 2013);

  @Override
  public boolean isConnectionLost(SQLException thrown) {
    return Dialect.super.isConnectionLost(thrown) || ENDED_SESSIONS.contains(thrown.getErrorCode());
  }
}
