package io.powercrud.progress;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.TaskKey;
import io.powercrud.task.OpenedTaskContext;
import io.powercrud.test.TaskTestKit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProgressReporterTest {

  private final TaskTestKit kit = TaskTestKit.with();
  private final OpenedTaskContext task = kit.openTask();
  private final List<Progress> writes = new ArrayList<>();
  private final ProgressReporter reporter =
      new ProgressReporter(task.task(), new NotingStore(), kit.clock());

  /** The kit's store, with a note of each write. */
  private final class NotingStore implements ProgressStore {

    @Override
    public boolean write(TaskKey key, Progress progress) {
      writes.add(progress);
      return kit.ports().progress().write(key, progress);
    }

    @Override
    public Progress read(TaskKey key) {
      return kit.ports().progress().read(key);
    }
  }

  @AfterEach
  void closeTask() {
    task.close();
  }

  private void report(int reports) {
    for (int i = 1; i <= reports; i++) {
      reporter.report(i, reports, "step " + i);
    }
  }

  @Test
  void theFirstReportIsWrittenAtOnceAndTheOthersAreHeldBack() {
    report(1000);

    assertThat(writes).containsExactly(new Progress(1, 1000, "step 1"));
    assertThat(reporter.finish()).isEqualTo(new Progress(1000, 1000, "step 1000"));
  }

  @Test
  void aReportThatWasHeldBackIsWrittenWhenItIsDueAndNotTwice() {
    report(2);
    kit.clock().advance(ProgressReporter.INTERVAL.minusMillis(1));
    reporter.writeIfDue();
    assertThat(writes).hasSize(1);

    kit.clock().advance(Duration.ofMillis(1));
    reporter.writeIfDue();
    kit.clock().advance(ProgressReporter.INTERVAL);
    reporter.writeIfDue();

    assertThat(writes).hasSize(2).last().isEqualTo(new Progress(2, 2, "step 2"));
  }

  @Test
  void theWorkWritesItselfOnlyWhereNobodyElseDoes() {
    report(2);
    kit.clock().advance(ProgressReporter.INTERVAL);
    reporter.report(2, 2, "held back");
    assertThat(writes).hasSize(1);

    kit.clock().advance(ProgressReporter.INTERVAL);
    reporter.report(2, 2, "written");

    assertThat(writes).hasSize(2).last().isEqualTo(new Progress(2, 2, "written"));
  }

  @Test
  void aSmallerNumberLeavesTheHigherOneStanding() {
    reporter.report(7, 10, "seven");
    reporter.report(3, 10, "three");

    assertThat(reporter.finish()).isEqualTo(new Progress(7, 10, "three"));
  }

  @Test
  void whatIsReportedAfterTheEndIsIgnored() {
    reporter.report(7, 10, "seven");
    reporter.finish();
    kit.clock().advance(Duration.ofSeconds(1));

    reporter.report(8, 10, "eight");
    reporter.writeIfDue();

    assertThat(writes).hasSize(1);
    assertThat(reporter.finish()).isEqualTo(new Progress(7, 10, "seven"));
  }

  @Test
  void aWriteTellsWhetherTheTaskIsToBeCancelled() {
    reporter.report("before");
    assertThat(reporter.isCancelRequested()).isFalse();
    kit.manager().cancel(task.task());
    kit.clock().advance(ProgressReporter.INTERVAL);

    reporter.report("after");
    reporter.writeIfDue();

    assertThat(reporter.isCancelRequested()).isTrue();
  }
}
