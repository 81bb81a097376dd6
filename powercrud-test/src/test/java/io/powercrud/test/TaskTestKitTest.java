package io.powercrud.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.OnConflict;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.OpenedTaskContext;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TaskTestKitTest {

  record Genre() {}

  record Recount(List<Integer> genres) {}

  private static final TaskType<Recount, Nothing> RECOUNT = TaskType.of("recount", Recount.class);
  private static final RecordKey POETRY = new RecordKey("Genre", "1");

  private final List<String> seen = new ArrayList<>();
  private final TaskTestKit kit =
      TaskTestKit.with(
          TaskDefinition.of(
              RECOUNT,
              (recount, context) -> {
                seen.add("recount in " + context.task());
                TaskContext.progress("recounting " + recount.genres());
                return TaskResult.succeeded();
              }));

  private LaunchResult<Nothing> launch(OnConflict onConflict) {
    return kit.manager()
        .run(RECOUNT, new Recount(List.of(1)))
        .reserving(Genre.class, List.of(1))
        .onConflict(onConflict)
        .launch();
  }

  private TaskKey launched() {
    return ((LaunchResult.Launched<Nothing>) launch(OnConflict.REFUSE).orThrow()).task();
  }

  private TaskStatus statusOf(TaskKey task) {
    return kit.manager().find(task).orElseThrow().status();
  }

  @Test
  @DisplayName("What is launched holds its records, runs when the test says so, and frees them")
  void launchesAndRuns() {
    TaskKey task = launched();
    assertThat(statusOf(task)).isEqualTo(TaskStatus.PENDING);
    assertThat(kit.conflicts().holders(List.of(POETRY)).get(POETRY).holder()).isEqualTo(task);

    assertThat(kit.runEverythingDue()).isEqualTo(1);

    assertThat(statusOf(task)).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(seen).containsExactly("recount in " + task);
    assertThat(kit.conflicts().holders(List.of(POETRY))).isEmpty();
    assertThat(kit.ports().progress().read(task).message()).isEqualTo("recounting [1]");
  }

  @Test
  @DisplayName("Rolled back with the caller's transaction, nothing of a launch is left")
  void rollsBack() {
    assertThatThrownBy(
            () ->
                kit.ports()
                    .stores()
                    .transactions()
                    .join(
                        () -> {
                          launched();
                          throw new IllegalStateException("the caller's own trouble");
                        }))
        .hasMessage("the caller's own trouble");

    assertThat(kit.runEverythingDue()).isZero();
    assertThat(kit.conflicts().holders(List.of(POETRY))).isEmpty();
  }

  @Test
  @DisplayName("Inside an opened task a launch runs inline, under that task's key")
  void runsInline() {
    try (OpenedTaskContext opened = kit.openTask()) {
      LaunchResult<Nothing> result = launch(OnConflict.REFUSE);

      assertThat(result)
          .isInstanceOfSatisfying(
              LaunchResult.Ran.class, ran -> assertThat(ran.task()).isEqualTo(opened.task()));
      assertThat(seen).containsExactly("recount in " + opened.task());
      assertThat(kit.conflicts().holders(List.of(POETRY)).get(POETRY).holder())
          .isEqualTo(opened.task());
      assertThat(opened.progress().message()).isEqualTo("recounting [1]");
      assertThat(kit.runEverythingDue()).isZero();
    }
    assertThat(TaskContext.isActive()).isFalse();
    assertThat(kit.conflicts().holders(List.of(POETRY))).isEmpty();
  }

  @Test
  @DisplayName("A record that another task holds is refused with its holder")
  void refusesWhatIsHeld() {
    TaskKey holder = launched();

    try (OpenedTaskContext opened = kit.openTask()) {
      assertThatThrownBy(() -> TaskContext.registerDescendants(Genre.class, List.of(1, 2)))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("Genre 1 is held by task " + holder);
      assertThat(kit.conflicts().count(opened.task())).isZero();
    }
  }

  @Test
  @DisplayName("A task that waits for its records starts when they are free")
  void waitsForItsRecords() {
    TaskKey holder = launched();
    TaskKey waiting = ((LaunchResult.Launched<Nothing>) launch(OnConflict.WAIT).orThrow()).task();
    kit.manager().cancel(holder);

    kit.runEverythingDue();
    kit.clock().advance(Duration.ofSeconds(2));
    kit.runEverythingDue();

    assertThat(Map.of("holder", statusOf(holder), "waiting", statusOf(waiting)))
        .isEqualTo(Map.of("holder", TaskStatus.CANCELLED, "waiting", TaskStatus.SUCCEEDED));
  }

  @Test
  @DisplayName("A task whose records don't become free in time fails and says who held them")
  void waitsNoLongerThanItMay() {
    try (OpenedTaskContext holder = kit.openTask()) {
      TaskContext.registerDescendants(Genre.class, List.of(1));
      TaskKey waiting = detachedWaiting();

      kit.clock().advance(Duration.ofMinutes(11));
      kit.runEverythingDue();

      assertThat(kit.manager().find(waiting).orElseThrow())
          .satisfies(
              task -> {
                assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
                assertThat(task.error()).contains("Genre 1 is held by task " + holder.task());
              });
    }
  }

  private TaskKey detachedWaiting() {
    LaunchResult<Nothing> result =
        kit.manager()
            .run(RECOUNT, new Recount(List.of(1)))
            .reserving(Genre.class, List.of(1))
            .onConflict(OnConflict.WAIT)
            .detached();
    return ((LaunchResult.Launched<Nothing>) result).task();
  }

  @Test
  @DisplayName("The context of a task that a test has closed refuses to be used")
  void closedContextRefuses() {
    TaskContext context;
    try (OpenedTaskContext opened = kit.openTask()) {
      context = opened.context();
    }
    assertThatThrownBy(() -> context.register(List.of(POETRY)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("has ended");
  }
}
