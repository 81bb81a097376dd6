package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.database.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The database of these tests runs on this machine, so its time is this machine's. */
class DatabaseClockTest {

  @ParameterizedTest
  @EnumSource
  void followsTheDatabaseThoughTheMachinesClockIsWrong(TestDatabase database) {
    try (HikariDataSource control = database.fresh().openPool(2)) {
      Clock anHourBehind = Clock.offset(Clock.systemUTC(), Duration.ofHours(-1));

      DatabaseClock clock = DatabaseClock.following(control, anHourBehind);

      assertThat(clock.instant())
          .isCloseTo(Clock.systemUTC().instant(), within(5, ChronoUnit.SECONDS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void standsStillWhereAMeasurementSaysNoMoreThanItsOwnUncertainty(TestDatabase database) {
    try (HikariDataSource control = database.fresh().openPool(2)) {
      SteppedClock machine = new SteppedClock();
      DatabaseClock clock = DatabaseClock.following(control, machine);
      Duration offset = Duration.between(machine.now, clock.instant());
      machine.steps.addAll(List.of(Duration.ZERO, Duration.ofMinutes(1)));

      clock.measure();

      assertThat(Duration.between(machine.now, clock.instant())).isEqualTo(offset);
    }
  }

  @ParameterizedTest
  @EnumSource
  void followsTheDatabaseAgainAfterTheMachinesClockWasSet(TestDatabase database) {
    try (HikariDataSource control = database.fresh().openPool(2)) {
      SteppedClock machine = new SteppedClock();
      DatabaseClock clock = DatabaseClock.following(control, machine);
      machine.now = machine.now.plus(Duration.ofDays(3));

      clock.measure();

      assertThat(clock.instant())
          .isCloseTo(Clock.systemUTC().instant(), within(5, ChronoUnit.SECONDS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void hasMicrosecondsAsTheColumnsDo(TestDatabase database) {
    try (HikariDataSource control = database.fresh().openPool(2)) {
      Instant now = DatabaseClock.following(control).instant();

      assertThat(now).isEqualTo(now.truncatedTo(ChronoUnit.MICROS));
    }
  }

  @ParameterizedTest
  @EnumSource
  void isTheSameInAnotherZone(TestDatabase database) {
    try (HikariDataSource control = database.fresh().openPool(2)) {
      Clock behind = Clock.offset(Clock.systemUTC(), Duration.ofDays(-1));
      DatabaseClock clock = DatabaseClock.following(control, behind);

      Clock inKolkata = clock.withZone(ZoneId.of("Asia/Kolkata"));

      assertThat(inKolkata.getZone()).isEqualTo(ZoneId.of("Asia/Kolkata"));
      assertThat(inKolkata.instant()).isCloseTo(clock.instant(), within(1, ChronoUnit.SECONDS));
    }
  }

  /** A machine's clock that goes on by the steps it is given, one at each reading. */
  private static final class SteppedClock extends Clock {

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final Deque<Duration> steps = new ArrayDeque<>();

    @Override
    public Instant instant() {
      now = now.plus(steps.isEmpty() ? Duration.ZERO : steps.remove());
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
