package io.powercrud.engine;

import com.github.kagkarlsson.scheduler.jdbc.DefaultJdbcCustomization;
import io.powercrud.jdbc.TablePrefix;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How db-scheduler reads and writes our queue, alike on all databases: times as UTC without a zone,
 * and due tasks picked by rows that no other node is picking and neither a pause nor a limit keeps.
 */
final class QueueColumns extends DefaultJdbcCustomization {

  private final TablePrefix prefix;
  private final Limits limits;

  QueueColumns(TablePrefix prefix, Limits limits) {
    super(true);
    this.prefix = prefix;
    this.limits = limits;
  }

  @Override
  public String getName() {
    return "PowerCRUD";
  }

  @Override
  public void setInstant(PreparedStatement statement, int index, @Nullable Instant value)
      throws SQLException {
    if (value == null) {
      statement.setNull(index, Types.TIMESTAMP);
    } else {
      statement.setObject(index, utc(value));
    }
  }

  static LocalDateTime utc(Instant instant) {
    return LocalDateTime.ofInstant(instant, ZoneOffset.UTC).truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  @SuppressWarnings("NullAway") // the library is not annotated, and has null for a time not set
  public Instant getInstant(ResultSet row, String column) throws SQLException {
    LocalDateTime value = row.getObject(column, LocalDateTime.class);
    return value == null ? null : value.toInstant(ZoneOffset.UTC);
  }

  @Override
  public void setTaskData(PreparedStatement statement, int index, byte @Nullable [] value)
      throws SQLException {
    statement.setBytes(index, value);
  }

  @Override
  public boolean supportsGenericLockAndFetch() {
    return true;
  }

  @Override
  public String createGenericSelectForUpdateQuery(
      String table, int limit, String and, boolean orderByPriority) {
    return """
        SELECT q.* FROM %s q
        WHERE q.picked = ? AND q.execution_time <= ? %s AND %s
        ORDER BY q.priority DESC, q.execution_time, q.seq
        LIMIT %d
        FOR UPDATE SKIP LOCKED
        """
        .formatted(table, and, prefix.in(Places.startsNow(limits)), limit);
  }
}
