package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.database.TestDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

class WorkerCountTest {

  @ParameterizedTest
  @CsvSource({
    "1, 1, false",
    "2, 1, false",
    "3, 2, false",
    "5, 4, false",
    "8, 4, false",
    "9, 4, true",
    "100, 4, true"
  })
  void byDefaultThereAreFourWorkersAndFewerOnASmallPool(
      int connections, int workers, boolean spare) {
    try (HikariDataSource pool = TestDatabase.H2.fresh().openPool(connections)) {
      assertThat(WorkerCount.of(pool, null)).isEqualTo(new WorkerCount(workers, spare));
    }
  }

  @Test
  void theNumberThatIsSetStandsWhereItLeavesAConnection() {
    try (HikariDataSource pool = TestDatabase.H2.fresh().openPool(10)) {
      assertThat(WorkerCount.of(pool, 9)).isEqualTo(new WorkerCount(9, false));
    }
  }

  @Test
  void tenWorkersOnAPoolOfTenAreRefusedWithTheRemedy() {
    try (HikariDataSource pool = TestDatabase.H2.fresh().openPool(10)) {
      assertThatExceptionOfType(InvalidConfigurationPropertyValueException.class)
          .isThrownBy(() -> WorkerCount.of(pool, 10))
          .satisfies(
              e -> {
                assertThat(e.getName()).isEqualTo("powercrud.tasks.workers");
                assertThat(e.getValue()).isEqualTo(10);
                assertThat(e.getReason())
                    .contains("has 10")
                    .contains("spring.datasource.hikari.maximum-pool-size");
              });
    }
  }

  @Test
  void aSourceWhoseSizeNobodyKnowsIsNotChecked() {
    assertThat(WorkerCount.of(TestDatabase.H2.fresh().unpooled(), 50))
        .isEqualTo(new WorkerCount(50, false));
  }
}
