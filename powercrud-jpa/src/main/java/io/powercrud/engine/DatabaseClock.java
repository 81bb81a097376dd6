package io.powercrud.engine;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The time of the database, so that all nodes agree on it however wrong their own clocks are.
 *
 * <p>It is this machine's clock with an offset that is {@link #measure() measured} now and then; in
 * between, asking it costs nothing. A new measurement counts only where it differs from the last
 * one by more than its own uncertainty, so the time doesn't jitter back and forth. Instants have
 * microseconds, as the columns of our tables do. Thread-safe.
 */
public final class DatabaseClock extends Clock {

  private static final String SECONDS_SINCE_1970 = "SELECT EXTRACT(EPOCH FROM CURRENT_TIMESTAMP)";

  private static final String SECONDS_SINCE_1970_ON_MARIADB = "SELECT UNIX_TIMESTAMP(NOW(6))";

  private final JdbcClient jdbc;
  private final String secondsSince1970;
  private final Clock local;
  private final ZoneId zone;
  private final AtomicReference<Duration> offset;

  private DatabaseClock(
      JdbcClient jdbc,
      String secondsSince1970,
      Clock local,
      ZoneId zone,
      AtomicReference<Duration> offset) {
    this.jdbc = jdbc;
    this.secondsSince1970 = secondsSince1970;
    this.local = local;
    this.zone = zone;
    this.offset = offset;
  }

  /**
   * A clock in UTC that follows the database behind the given connections, measured once already.
   *
   * @throws RuntimeException if the database can't be reached
   */
  public static DatabaseClock following(DataSource control) {
    return following(control, Clock.systemUTC());
  }

  static DatabaseClock following(DataSource control, Clock local) {
    DatabaseClock clock =
        new DatabaseClock(
            JdbcClient.create(control),
            statementFor(control),
            local,
            ZoneOffset.UTC,
            new AtomicReference<>(Duration.ZERO));
    clock.measure();
    return clock;
  }

  private static String statementFor(DataSource control) {
    try (Connection connection = control.getConnection()) {
      return connection.getMetaData().getDatabaseProductName().contains("MariaDB")
          ? SECONDS_SINCE_1970_ON_MARIADB
          : SECONDS_SINCE_1970;
    } catch (SQLException e) {
      throw new IllegalStateException("The database can't be asked for its time", e);
    }
  }

  /**
   * Asks the database for its time, and goes by that from here on.
   *
   * @throws RuntimeException if the database can't be reached; the last measurement stands then
   */
  public void measure() {
    Instant asked = local.instant();
    BigDecimal seconds = jdbc.sql(secondsSince1970).query(BigDecimal.class).single();
    Duration halfWay = Duration.between(asked, local.instant()).dividedBy(2);
    Duration measured = Duration.between(asked.plus(halfWay), instantOf(seconds));
    offset.updateAndGet(
        last -> measured.minus(last).abs().compareTo(halfWay) > 0 ? measured : last);
  }

  private static Instant instantOf(BigDecimal seconds) {
    return Instant.EPOCH.plus(
        seconds.movePointRight(6).toBigInteger().longValueExact(), ChronoUnit.MICROS);
  }

  @Override
  public Instant instant() {
    return local.instant().plus(offset.get()).truncatedTo(ChronoUnit.MICROS);
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId newZone) {
    return new DatabaseClock(jdbc, secondsSince1970, local, newZone, offset);
  }
}
