package io.powercrud.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.TaskKey;
import io.powercrud.progress.Progress;
import io.powercrud.progress.ProgressStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link ProgressStore} does. */
public abstract class ProgressStoreContract extends StoreContract {

  @Test
  @DisplayName("G10: the last report is kept")
  void lastReportIsKept() {
    TaskKey task = taskOf("ann");

    progress().write(task, new Progress(1, 5, "one"));
    progress().write(task, new Progress(2, 6, null));

    assertThat(progress().read(task)).isEqualTo(new Progress(2, 6, null));
    assertThat(tasks().find(task).orElseThrow().progress()).isEqualTo(new Progress(2, 6, null));
  }

  @Test
  @DisplayName("G10: progress never runs backwards, though its message goes on")
  void progressNeverRunsBackwards() {
    TaskKey task = taskOf("ann");
    progress().write(task, new Progress(500, 1_000, "first attempt"));

    progress().write(task, new Progress(3, 900, "second attempt"));

    assertThat(progress().read(task)).isEqualTo(new Progress(500, 1_000, "second attempt"));
  }

  @Test
  @DisplayName("T2: of a task that never existed or said nothing there is no progress")
  void nothingIsReadWhereNothingWasSaid() {
    TaskKey unknown = TaskKey.unique();

    assertThat(progress().write(unknown, new Progress(1, 2, "lost"))).isFalse();

    assertThat(progress().read(unknown)).isEqualTo(Progress.NONE);
    assertThat(progress().read(taskOf("ann"))).isEqualTo(Progress.NONE);
  }

  @Test
  @DisplayName("G10, L4: progress is seen while the work around it is not committed, and stays")
  void progressIsNoPartOfTheTransactionAroundIt() {
    TaskKey task = taskOf("ann");

    assertThatThrownBy(
            () ->
                transactions()
                    .separate(
                        () -> {
                          progress().write(task, new Progress(7, 9, "within"));
                          throw new IllegalStateException("the work fails");
                        }))
        .hasMessage("the work fails");

    assertThat(progress().read(task)).isEqualTo(new Progress(7, 9, "within"));
  }

  @Test
  @DisplayName("whoever reports learns that the task is to be cancelled")
  void reporterLearnsOfARequestToCancel() {
    TaskKey task = taskOf("ann");
    begun(task);
    assertThat(progress().write(task, new Progress(1, 2, null))).isFalse();

    tasks().requestCancel(task);

    assertThat(progress().write(task, new Progress(2, 2, null))).isTrue();
  }

  @Test
  @DisplayName("messages of any characters and of 500 of them are kept")
  void messagesAreKeptWhateverTheyAre() {
    TaskKey task = taskOf("ann");
    Progress odd = new Progress(1, 1, "'日本' \"😀\" \\ " + "x".repeat(480));

    progress().write(task, odd);

    assertThat(progress().read(task)).isEqualTo(odd);
  }

  private ProgressStore progress() {
    return opened().progress();
  }
}
