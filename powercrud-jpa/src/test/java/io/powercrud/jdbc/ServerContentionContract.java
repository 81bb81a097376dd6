package io.powercrud.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Attempt;
import java.time.Duration;
import java.util.concurrent.Future;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What the stores do on databases that are servers: they have shared locks, and end a transaction
 * that does nothing.
 */
abstract class ServerContentionContract extends ContentionContract {

  ServerContentionContract(TestDatabase database) {
    super(database);
  }

  @Test
  @DisplayName("G4: a chunk that proved its attempt doesn't keep its task from registering records")
  void proofsOfOneAttemptDontMeet() {
    Attempt attempt = begun(taskOf("ann"));

    transactions()
        .separate(
            () -> {
              tasks().prove(attempt);
              return elsewhere(
                  () ->
                      opened()
                          .immediate()
                          .transactions()
                          .fenced(attempt, () -> reserve(attempt.task(), books(1))));
            });

    assertThat(conflicts().count(attempt.task())).isEqualTo(1);
  }

  @Test
  @DisplayName("G4: a worker that freezes in its transaction is ended within a lease")
  void frozenWorkerIsEnded() {
    TaskKey task = taskOf("ann");
    Attempt frozen = begun(task);

    assertThatThrownBy(
            () ->
                transactions()
                    .fenced(
                        frozen,
                        () -> {
                          reserve(task, books(1));
                          tasks().prove(frozen);
                          Future<Attempt> newer = others.submit(() -> begun(task));
                          await().atMost(Duration.ofSeconds(20)).until(newer::isDone);
                          return newer;
                        }))
        .isInstanceOf(RuntimeException.class)
        .isNotInstanceOf(ConditionTimeoutException.class);

    assertThat(conflicts().count(task)).isZero();
    assertThat(tasks().find(task).orElseThrow().attempt()).isEqualTo(2);
  }
}
