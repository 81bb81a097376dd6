package io.powercrud.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each database says, as the table in the documentation of operations has it. */
class DialectTest {

  @ParameterizedTest
  @CsvSource({
    "H2, HYT00, 50200",
    "H2, 40001, 40001",
    "H2, 90131, 90131",
    "POSTGRESQL, 40P01, 0",
    "POSTGRESQL, 40001, 0",
    "POSTGRESQL, 55P03, 0",
    "MARIADB, HY000, 1205",
    "MARIADB, 40001, 1213",
    "MARIADB, HY000, 1020"
  })
  void anotherTransactionWasInTheWay(DatabaseKind kind, String state, int code) {
    SQLException thrown = new SQLException("", state, code);

    assertThat(kind.dialect().isTransient(thrown)).isTrue();
    assertThat(kind.dialect().isConnectionLost(thrown)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "H2, 08000, 0",
    "H2, 90067, 90067",
    "H2, 90098, 90098",
    "H2, 90121, 90121",
    "POSTGRESQL, 08006, 0",
    "POSTGRESQL, 57P01, 0",
    "POSTGRESQL, 57P02, 0",
    "POSTGRESQL, 57P03, 0",
    "POSTGRESQL, 57P05, 0",
    "POSTGRESQL, 25P03, 0",
    "POSTGRESQL, 53300, 0",
    "MARIADB, 08000, 0",
    "MARIADB, HY000, 1040",
    "MARIADB, HY000, 1053",
    "MARIADB, HY000, 1152",
    "MARIADB, HY000, 1927",
    "MARIADB, HY000, 2006",
    "MARIADB, HY000, 2013"
  })
  void theConnectionWasLost(DatabaseKind kind, String state, int code) {
    SQLException thrown = new SQLException("", state, code);

    assertThat(kind.dialect().isConnectionLost(thrown)).isTrue();
    assertThat(kind.dialect().isTransient(thrown)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "H2, 23505, 23505",
    "POSTGRESQL, 23505, 0",
    "MARIADB, 23000, 1062",
    "MARIADB, HY000, 0"
  })
  void theStatementItselfFailed(DatabaseKind kind, String state, int code) {
    SQLException thrown = new SQLException("", state, code);

    assertThat(kind.dialect().isTransient(thrown)).isFalse();
    assertThat(kind.dialect().isConnectionLost(thrown)).isFalse();
  }
}
