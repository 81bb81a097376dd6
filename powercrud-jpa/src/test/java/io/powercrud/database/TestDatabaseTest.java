package io.powercrud.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class TestDatabaseTest {

  @ParameterizedTest
  @EnumSource
  void everyCallGivesAnEmptyDatabaseOfItsOwn(TestDatabase database) {
    try (HikariDataSource one = database.fresh().openPool();
        HikariDataSource other = database.fresh().openPool()) {
      JdbcClient.create(one).sql("CREATE TABLE t (id INT PRIMARY KEY)").update();
      JdbcClient.create(other).sql("CREATE TABLE t (id INT PRIMARY KEY)").update();

      JdbcClient.create(one).sql("INSERT INTO t VALUES (1)").update();

      assertThat(JdbcClient.create(other).sql("SELECT count(*) FROM t").query(Long.class).single())
          .isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void sessionsAndTheJvmRunInTwoZonesThatAreNotUtc(TestDatabase database) {
    try (HikariDataSource dataSource = database.fresh().openPool()) {
      LocalDateTime wallClock =
          JdbcClient.create(dataSource)
              .sql("SELECT LOCALTIMESTAMP")
              .query(LocalDateTime.class)
              .single();

      LocalDateTime kolkata = LocalDateTime.now(ZoneId.of(TestDatabase.SESSION_ZONE));
      assertThat(Duration.between(wallClock, kolkata).abs()).isLessThan(Duration.ofMinutes(5));
      assertThat(LocalDateTime.now(ZoneId.systemDefault()).toLocalTime())
          .isNotEqualTo(LocalDateTime.now(ZoneOffset.UTC).toLocalTime());
      assertThat(ZoneId.systemDefault()).isEqualTo(ZoneId.of("Pacific/Auckland"));
    }
  }
}
