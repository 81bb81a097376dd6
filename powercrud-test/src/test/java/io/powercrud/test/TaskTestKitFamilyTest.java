package io.powercrud.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.TaskKey;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.OpenedTaskContext;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TaskTestKitFamilyTest {

  record Copies(int number) {}

  record Page(int number) {}

  record Printed(int pages) {}

  private static final TaskType<Copies, Printed> PRINT =
      TaskType.of("print", Copies.class, Printed.class);
  private static final TaskType<Page, Nothing> PAGE = TaskType.of("page", Page.class);

  private final List<String> seen = new ArrayList<>();
  private final TaskTestKit kit =
      TaskTestKit.with(
          TaskDefinition.of(PRINT, this::printEachPage)
              .completedBy(
                  (copies, handled, children, context) -> {
                    seen.add("bound");
                    return TaskResult.succeeded(
                        new Printed((int) children.count(TaskStatus.SUCCEEDED)));
                  })
              .treeTimeout(Duration.ofHours(1)),
          TaskDefinition.of(
              PAGE,
              (page, context) -> {
                TaskContext.registerDescendants(Page.class, List.of(page.number()));
                seen.add("page " + page.number());
                return TaskResult.succeeded();
              }));

  private TaskResult<Printed> printEachPage(Copies copies, TaskContext context) {
    kit.manager()
        .launchAll(
            Stream.iterate(1, number -> number + 1)
                .limit(copies.number())
                .map(number -> kit.manager().run(PAGE, new Page(number)))
                .toList());
    return TaskResult.succeeded(new Printed(0));
  }

  private TaskKey launch(int copies) {
    return ((LaunchResult.Launched<Printed>)
            kit.manager().run(PRINT, new Copies(copies)).inlineOrLaunch())
        .task();
  }

  private Task found(TaskKey key) {
    return kit.manager().find(key).orElseThrow();
  }

  @Test
  @DisplayName("G6: a task ends after its children, and is completed before")
  void waitsForChildren() {
    TaskKey task = launch(2);

    kit.worker().run(task);
    assertThat(found(task).status()).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
    kit.runEverythingDue();

    assertThat(seen).containsExactly("page 1", "page 2", "bound");
    assertThat(found(task).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(kit.ports().codec().read(found(task).result(), Printed.class))
        .isEqualTo(new Printed(2));
    assertThat(kit.conflicts().count(task)).isZero();
  }

  @Test
  @DisplayName("G6: a task that was cancelled while it waited ends after its children")
  void cancelsChildren() {
    TaskKey task = launch(2);
    kit.worker().run(task);

    assertThat(kit.manager().cancel(task)).isTrue();
    kit.runEverythingDue();

    assertThat(seen).isEmpty();
    assertThat(found(task).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(children(task)).allMatch(child -> child.status() == TaskStatus.CANCELLED);
  }

  @Test
  @DisplayName("a tree whose time is over fails with that reason when the clock says so")
  void timesOut() {
    TaskKey task = launch(2);
    kit.worker().run(task);

    kit.clock().advance(Duration.ofHours(2));
    kit.runEverythingDue();

    assertThat(seen).isEmpty();
    assertThat(found(task).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(found(task).error()).contains("Timed out: its tree was to have ended by");
  }

  @Test
  @DisplayName("children of a task that a test opened run when the test says so, and end it")
  void runsChildrenOfAnOpenedTask() {
    TaskKey task;
    try (OpenedTaskContext opened = kit.openTask()) {
      task = opened.task();
      kit.manager().run(PAGE, new Page(7)).asChild();
      assertThat(opened.context().hasChildren()).isTrue();
    }
    assertThat(found(task).status()).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);

    kit.runEverythingDue();

    assertThat(seen).containsExactly("page 7");
    assertThat(found(task).status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  private List<Task> children(TaskKey task) {
    return kit.ports().stores().tasks().search(TaskQuery.childrenOf(task)).items();
  }
}
