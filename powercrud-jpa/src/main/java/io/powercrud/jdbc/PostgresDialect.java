package io.powercrud.jdbc;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.springframework.jdbc.support.SqlArrayValue;

/** PostgreSQL's way: rows from arrays, and limits that end with the transaction. */
final class PostgresDialect implements Dialect {

  @Override
  public String rows() {
    return "UNNEST(CAST(? AS text[]), CAST(? AS text[])) AS x (entity_type, record_id)";
  }

  @Override
  public List<Object> arguments(List<Row> rows) {
    return List.of(
        array("text", rows, row -> row.record().type()),
        array("text", rows, row -> row.record().id()));
  }

  @Override
  public String targets() {
    return """
        UNNEST(CAST(? AS text[]), CAST(? AS text[]), CAST(? AS bigint[]), CAST(? AS text[]))
          AS x (entity_type, record_id, seq, left_out)""";
  }

  @Override
  public List<Object> targetArguments(List<Row> rows) {
    return List.of(
        array("text", rows, row -> row.record().type()),
        array("text", rows, row -> row.record().id()),
        array("bigint", rows, Row::seq),
        array("text", rows, Row::leftOut));
  }

  private static SqlArrayValue array(String type, List<Row> rows, Function<Row, ?> column) {
    return new SqlArrayValue(type, rows.stream().map(column).toArray());
  }

  @Override
  public String shareLock() {
    return "FOR SHARE";
  }

  @Override
  public SessionSetting lockTimeout() {
    return local("lock_timeout");
  }

  @Override
  public Optional<SessionSetting> idleLimit() {
    return Optional.of(local("idle_in_transaction_session_timeout"));
  }

  private static SessionSetting local(String name) {
    return new SessionSetting(
        "SELECT current_setting('%s')".formatted(name),
        "SELECT set_config('%s', ?, true)".formatted(name),
        (Duration limit) -> limit.toMillis() + "ms",
        true);
  }

  @Override
  public Optional<TriggerDialect> triggers() {
    return Optional.of(new PostgresTriggers());
  }

  /** Commits that tell something come one after the other, so only those do that have to. */
  private static final String TELL_OF_A_RELEASE =
      """
      SELECT pg_notify(?, ?)
      WHERE EXISTS (SELECT 1 FROM ${prefix}wait WHERE holder_key = ?)
      """;

  private static final String WAKE =
      """
      SELECT pg_notify(?, ?)
      WHERE EXISTS (SELECT 1 FROM ${prefix}wait WHERE root_key = ?)
      """;

  @Override
  public Optional<String> notification(JdbcWaits.Notice notice) {
    return Optional.of(
        switch (notice) {
          case RELEASE -> TELL_OF_A_RELEASE;
          case WAKE -> WAKE;
        });
  }

  @Override
  public Obstacle obstacle(SQLException refusal) {
    return switch (String.valueOf(refusal.getSQLState())) {
      case "23505" -> Obstacle.DUPLICATE;
      case "55P03", "40P01", "40001" -> Obstacle.TRANSACTION;
      default -> Obstacle.OTHER;
    };
  }

  /** States of the sessions that an administrator, a restart, a crash or the idle limit ended. */
  private static final Set<String> ENDED_SESSIONS =
      Set.of("57P01", "57P02", "57P03", "57P05", "25P03", "53300");

  @Override
  public boolean isConnectionLost(SQLException thrown) {
    return Dialect.super.isConnectionLost(thrown)
        || ENDED_SESSIONS.contains(String.valueOf(thrown.getSQLState()));
  }
}
