package io.powercrud.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult.Refused;
import io.powercrud.task.Attempt;
import io.powercrud.task.Ending;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.TaskStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link io.powercrud.task.Transactions} does with the stores beside it. */
public abstract class TransactionsContract extends StoreContract {

  @Test
  @DisplayName("G1: a launch that is rolled back with the caller's transaction leaves nothing")
  void rolledBackLaunchLeavesNothing() {
    NewTasks task = NewTasks.task();

    rolledBack(
        () ->
            transactions()
                .join(
                    () -> {
                      written(task);
                      return reserve(task.key(), books(1, 2));
                    }));

    assertThat(tasks().find(task.key())).isEmpty();
    assertThat(conflicts().count(task.key())).isZero();
    assertThat(conflicts().holders(books(1, 2))).isEmpty();
  }

  @Test
  @DisplayName("G1: a launch that is committed is there as a whole")
  void committedLaunchIsThereAsAWhole() {
    NewTasks task = NewTasks.task();

    transactions()
        .join(
            () -> {
              written(task);
              return reserve(task.key(), books(1, 2));
            });

    assertThat(tasks().find(task.key())).isPresent();
    assertThat(conflicts().count(task.key())).isEqualTo(2);
  }

  @Test
  @DisplayName("G1, L10: after a refusal the caller's transaction goes on, and commits what it did")
  void callersTransactionGoesOnAfterARefusal() {
    TaskKey task = TaskKey.unique();
    NewTasks other = NewTasks.task();
    reserve(taskOf("ann"), books(1));

    transactions()
        .separate(
            () -> {
              written(other);
              assertThat(reserve(task, books(1, 2))).isInstanceOf(Refused.class);
              return reserve(task, books(3));
            });

    assertThat(tasks().find(other.key())).isPresent();
    assertThat(conflicts().holders(books(1, 2, 3)).keySet())
        .containsExactlyInAnyOrderElementsOf(books(1, 3));
  }

  @Test
  @DisplayName("G3: a reservation ends with its task, and stays if the end is rolled back")
  void reservationEndsWithItsTask() {
    TaskKey task = taskOf("ann");
    Attempt attempt = begun(task);
    reserve(task, books(1));
    conflicts().reserveDescendants(task, task, books(2), ReservationScope.ROOT_TASK);

    rolledBack(() -> transactions().join(() -> ended(attempt)));
    assertThat(conflicts().count(task)).isEqualTo(2);
    assertThat(tasks().find(task).orElseThrow().status()).isEqualTo(TaskStatus.RUNNING);

    transactions().fenced(attempt, () -> ended(attempt));
    assertThat(conflicts().count(task)).isZero();
    assertThat(tasks().find(task).orElseThrow().status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  private Ending ended(Attempt attempt) {
    Ending ending = new Ending(TaskStatus.SUCCEEDED, null, null, null, START);
    conflicts().release(attempt.root());
    tasks().end(attempt.task(), ending);
    return ending;
  }

  @Test
  @DisplayName("G4: a worker that lost its task can't commit, and what it wrote is rolled back")
  void lostWorkerCantCommit() {
    TaskKey task = taskOf("ann");
    Attempt old = begun(task);
    Attempt newest = begun(task);

    assertThatThrownBy(() -> transactions().fenced(old, () -> reserve(task, books(1))))
        .isInstanceOf(LostTaskException.class);
    assertThat(conflicts().count(task)).isZero();

    transactions().fenced(newest, () -> reserve(task, books(1)));
    assertThat(conflicts().count(task)).isEqualTo(1);
  }

  @Test
  @DisplayName("G4: a worker that loses its task in the middle of its work can't commit that")
  void workerThatLosesItsTaskMeanwhileCantCommit() {
    TaskKey task = taskOf("ann");
    Attempt old = begun(task);

    assertThatThrownBy(
            () ->
                transactions()
                    .fenced(
                        old,
                        () -> {
                          reserve(task, books(1));
                          return opened().immediate().tasks().beginAttempt(task, START);
                        }))
        .isInstanceOf(LostTaskException.class);

    assertThat(conflicts().count(task)).isZero();
  }

  @Test
  @DisplayName("G4: fenced work that fails fails with its own exception")
  void failureOfFencedWorkIsItsOwn() {
    Attempt old = begun(taskOf("ann"));
    begun(old.task());

    assertThatThrownBy(
            () ->
                transactions()
                    .fenced(
                        old,
                        () -> {
                          throw new IllegalStateException("the work fails");
                        }))
        .hasMessage("the work fails");
  }

  @Test
  @DisplayName("G7, L4: descendants are reserved for all to see while the work isn't committed")
  void descendantsAreSeenAtOnce() {
    TaskKey task = taskOf("ann");
    Attempt attempt = begun(task);

    assertThatThrownBy(
            () ->
                transactions()
                    .fenced(
                        attempt,
                        () -> {
                          registeredAtOnce(attempt);
                          assertThat(opened().immediate().conflicts().holders(books(1))).hasSize(1);
                          throw new IllegalStateException("the work fails");
                        }))
        .hasMessage("the work fails");

    assertThat(conflicts().holders(books(1)).values())
        .extracting(Conflict::holder)
        .containsExactly(task);
  }

  private void registeredAtOnce(Attempt attempt) {
    opened()
        .immediate()
        .transactions()
        .fenced(
            attempt,
            () ->
                opened()
                    .immediate()
                    .conflicts()
                    .reserveDescendants(
                        attempt.task(), attempt.root(), books(1), ReservationScope.ROOT_TASK));
  }

  @Test
  @DisplayName("actions for after the commit run after it, once, and never after a rollback")
  void actionsRunAfterTheCommit() {
    List<String> ran = new ArrayList<>();

    transactions()
        .separate(
            () -> {
              transactions().afterCommit(() -> ran.add("committed"));
              assertThat(ran).isEmpty();
              return 1;
            });
    rolledBack(
        () -> {
          transactions().afterCommit(() -> ran.add("rolled back"));
          return 1;
        });
    transactions().afterCommit(() -> ran.add("no transaction"));

    assertThat(ran).containsExactly("committed", "no transaction");
  }

  @Test
  @DisplayName("work joins the caller's transaction, and a separate one is not undone with it")
  void workJoinsOrIsSeparate() {
    TaskKey joined = TaskKey.unique();
    TaskKey separate = TaskKey.unique();
    assertThat(transactions().isActive()).isFalse();

    rolledBack(
        () -> {
          assertThat(transactions().isActive()).isTrue();
          transactions().join(() -> reserve(joined, books(1)));
          return transactions()
              .separate(
                  () ->
                      conflicts().reserveTargets(separate, separate, books(2), OnConflict.REFUSE));
        });

    assertThat(conflicts().count(joined)).isZero();
    assertThat(conflicts().count(separate)).isEqualTo(1);
  }

  /** Does the work in a transaction that is rolled back then. */
  private void rolledBack(Supplier<?> work) {
    assertThatThrownBy(
            () ->
                transactions()
                    .separate(
                        () -> {
                          throw new IllegalStateException("rolled back after " + work.get());
                        }))
        .hasMessageStartingWith("rolled back after");
  }
}
