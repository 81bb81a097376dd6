package io.powercrud.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.database.TestDatabase;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A short drill; {@code bin/drill} runs a long one. */
class DrillTest {

  @Test
  void everyRecordIsChangedOnceOnPostgresWhateverBecomesOfTheNodes() throws IOException {
    assertThat(Drill.run(settings(20, TestDatabase.POSTGRESQL))).isTrue();
  }

  @Test
  void everyRecordIsChangedOnceOnMariaDbWhateverBecomesOfTheNodes() throws IOException {
    assertThat(Drill.run(settings(7, TestDatabase.MARIADB))).isTrue();
  }

  private static Settings settings(int rounds, TestDatabase database) {
    return new Settings(rounds, System.nanoTime(), 3, database, List.of(Fault.values()), false);
  }
}
