package io.powercrud.sample.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.database.TestDatabase;
import io.powercrud.sample.RunningLibrary;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class CommandTest {

  @Test
  @DisplayName("The bulk update as a command shows its nested work and ends with the outcome")
  void updatesInBulk(CapturedOutput output) {
    int exitCode =
        RunningLibrary.command(
            TestDatabase.H2.fresh(), "--sample.run=bulk-update", "--sample.child-delay=1ms");

    assertThat(exitCode).isZero();
    assertThat(output)
        .containsPattern("RUNNING .*genre \\d+ of \\d+: ")
        .containsPattern("SUCCEEDED: \\d+ changed, 0 unchanged, 0 failed, 0 skipped");
  }

  @Test
  @DisplayName("A command that there is not ends with 1 and names the one that there is")
  void refusesAnUnknownCommand(CapturedOutput output) {
    int exitCode = RunningLibrary.command(TestDatabase.H2.fresh(), "--sample.run=bulk-archive");

    assertThat(exitCode).isEqualTo(1);
    assertThat(output).contains("[bulk-archive]; there is bulk-update");
  }
}
