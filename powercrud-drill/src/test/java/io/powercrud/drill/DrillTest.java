package io.powercrud.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.database.TestDatabase;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A short drill; {@code bin/drill} runs a long one. */
class DrillTest {

  private static final int ROUNDS = 20;

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2")
  @Execution(ExecutionMode.CONCURRENT)
  void everyRecordIsChangedOnceWhateverBecomesOfTheNodes(TestDatabase database) throws IOException {
    assertThat(
            Drill.run(
                new Settings(
                    ROUNDS, System.nanoTime(), 3, database, List.of(Fault.values()), false)))
        .isTrue();
  }
}
