package io.powercrud.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.TaskKey;
import io.powercrud.task.Attempt;
import io.powercrud.task.ChildCount;
import io.powercrud.task.Ending;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.NewTask;
import io.powercrud.task.OnFailure;
import io.powercrud.task.OpenChild;
import io.powercrud.task.Stage;
import io.powercrud.task.Standing;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link io.powercrud.task.TaskStore} knows of the children of tasks. */
public abstract class ChildrenContract extends StoreContract {

  private static final Instant LATER = START.plusSeconds(90);

  @Test
  @DisplayName("G6: a task has open children until the last of them has left, however many")
  void taskHasOpenChildrenUntilTheLastHasLeft() {
    TaskKey parent = taskOf("ann");
    List<TaskKey> children = childrenOf(parent, 40);
    assertThat(standing(parent))
        .returns(true, Standing::hasChildren)
        .returns(true, Standing::hasOpenChildren);

    int looks = 0;
    for (TaskKey child : children) {
      assertThat(tasks().hasOpenChildren(parent)).isTrue();
      looks += endAndLeave(child) ? 1 : 0;
    }

    assertThat(tasks().hasOpenChildren(parent)).isFalse();
    assertThat(standing(parent))
        .returns(true, Standing::hasChildren)
        .returns(false, Standing::hasOpenChildren);
    assertThat(looks).isPositive();
  }

  @Test
  @DisplayName("the last child to leave always has its parent looked at")
  void lastChildAlwaysHasItsParentLookedAt() {
    TaskKey parent = taskOf("ann");
    List<TaskKey> children = new ArrayList<>(childrenOf(parent, 20));
    children.add(written(NewTasks.task().childOf(parent)));
    children.add(written(NewTasks.task().childOf(parent)));

    children.subList(0, 21).forEach(this::endAndLeave);

    assertThat(endAndLeave(children.get(21))).isTrue();
    assertThat(tasks().hasOpenChildren(parent)).isFalse();
  }

  @Test
  @DisplayName("a task that is no child leaves nobody, and has no children")
  void rootLeavesNobody() {
    TaskKey root = taskOf("ann");

    assertThat(standing(root))
        .returns(false, Standing::hasChildren)
        .returns(false, Standing::hasOpenChildren)
        .returns(null, Standing::parent);
    assertThat(endAndLeave(root)).isFalse();
  }

  @Test
  @DisplayName("a child that was taken back is none of the open ones")
  void discardedChildIsNotOpen() {
    TaskKey parent = taskOf("ann");
    TaskKey stays = TaskKey.unique();
    transactions()
        .join(
            () -> {
              TaskKey discarded = written(NewTasks.task().childOf(parent));
              tasks().discard(discarded);
              assertThat(tasks().hasOpenChildren(parent)).isFalse();
              return stays;
            });

    TaskKey child = written(NewTasks.task().childOf(parent));
    assertThat(tasks().hasOpenChildren(parent)).isTrue();
    assertThat(endAndLeave(child)).isTrue();
    assertThat(tasks().hasOpenChildren(parent)).isFalse();
  }

  @Test
  @DisplayName("G1: children whose launch is rolled back are not open")
  void rolledBackChildrenAreNotOpen() {
    TaskKey parent = taskOf("ann");

    assertThatThrownBy(
            () ->
                transactions()
                    .separate(
                        () -> {
                          throw new IllegalStateException("undone: " + childrenOf(parent, 3));
                        }))
        .hasMessageStartingWith("undone");

    assertThat(tasks().hasOpenChildren(parent)).isFalse();
    assertThat(standing(parent).hasChildren()).isFalse();
  }

  @Test
  @DisplayName("many tasks are written down as one is, but not with idempotency keys")
  void manyAreWrittenAsOneIs() {
    TaskKey parent = taskOf("ann");
    NewTasks one = NewTasks.task().childOf(parent).total(3).onFailure(OnFailure.IGNORE);
    NewTask request = NewTasks.task().request(unique("request"), "hash").build();

    tasks().createAll(List.of(one.build()));
    tasks().createAll(List.of());

    assertThat(found(one.key()))
        .returns(parent, Task::parent)
        .returns(3L, Task::total)
        .returns(OnFailure.IGNORE, Task::onFailure)
        .returns(TaskStatus.PENDING, Task::status);
    assertThat(begun(one.key()).number()).isEqualTo(1);
    List<NewTask> requests = List.of(request);
    assertThatThrownBy(() -> tasks().createAll(requests))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(request.key().value());
  }

  @Test
  @DisplayName("a task that waits keeps what came of its own work, and can't be begun again")
  void waitingTaskKeepsWhatCameOfItsOwnWork() {
    TaskKey parent = taskOf("ann");
    tasks().beginAttempt(parent, START, LATER);
    childrenOf(parent, 1);

    tasks()
        .waitForChildren(
            parent, new Ending(TaskStatus.PARTIAL, "{}", "two failed", null, LATER), Stage.OVER);

    assertThat(found(parent))
        .returns(TaskStatus.WAITING_FOR_CHILDREN, Task::status)
        .returns(Stage.OVER, Task::stage)
        .returns("{}", Task::result)
        .returns(null, Task::deadline)
        .returns(null, Task::finishedAt);
    assertThat(standing(parent))
        .returns(TaskStatus.PARTIAL, Standing::ownStatus)
        .returns("two failed", Standing::ownError)
        .returns(1, Standing::attempt);
    assertThat(tasks().beginAttempt(parent, LATER)).isEmpty();
  }

  @Test
  @DisplayName("a completion step that is due is one more attempt at the task's own work")
  void completionStepIsOneMoreAttempt() {
    TaskKey parent = taskOf("ann");
    begun(parent);
    tasks().waitForChildren(parent, ending(TaskStatus.SUCCEEDED), Stage.STEP_DUE);

    Attempt step = begun(parent);

    assertThat(step.number()).isEqualTo(2);
    assertThat(found(parent))
        .returns(TaskStatus.RUNNING, Task::status)
        .returns(Stage.STEP, Task::stage);
    tasks().end(parent, ending(TaskStatus.SUCCEEDED));
    assertThat(found(parent))
        .returns(TaskStatus.SUCCEEDED, Task::status)
        .returns(Stage.OVER, Task::stage);
  }

  @Test
  @DisplayName("a task that was asked to stop and waits for its children goes on being asked")
  void waitingTaskIsStillAskedToStop() {
    TaskKey parent = taskOf("ann");
    begun(parent);
    tasks().requestCancel(parent);

    tasks().waitForChildren(parent, ending(TaskStatus.CANCELLED), Stage.OVER);

    assertThat(found(parent).status()).isEqualTo(TaskStatus.CANCEL_REQUESTED);
    tasks().end(parent, ending(TaskStatus.CANCELLED));
    assertThatThrownBy(
            () -> tasks().waitForChildren(parent, ending(TaskStatus.SUCCEEDED), Stage.OVER))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("CANCELLED");
  }

  @Test
  @DisplayName("G6: the children of a task are asked to stop, but not those that have ended")
  void openChildrenAreAskedToStop() {
    TaskKey parent = taskOf("ann");
    TaskKey pending = written(NewTasks.task().childOf(parent));
    TaskKey running = written(NewTasks.task().childOf(parent));
    begun(running);
    TaskKey waiting = written(NewTasks.task().childOf(parent));
    begun(waiting);
    TaskKey grandchild = written(NewTasks.task().childOf(waiting, parent));
    tasks().waitForChildren(waiting, ending(TaskStatus.SUCCEEDED), Stage.OVER);
    TaskKey ended = written(NewTasks.task().childOf(parent));
    endAndLeave(ended);

    List<OpenChild> asked = tasks().requestCancelOfChildren(parent);

    assertThat(asked)
        .containsExactlyInAnyOrder(
            new OpenChild(pending, "default", "recount", TaskStatus.PENDING, 0),
            new OpenChild(running, "default", "recount", TaskStatus.RUNNING, 1),
            new OpenChild(waiting, "default", "recount", TaskStatus.WAITING_FOR_CHILDREN, 1));
    assertThat(List.of(pending, running, waiting))
        .allSatisfy(key -> assertThat(found(key).status()).isEqualTo(TaskStatus.CANCEL_REQUESTED));
    assertThat(found(ended).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(found(grandchild).status()).isEqualTo(TaskStatus.PENDING);
    assertThat(tasks().requestCancelOfChildren(parent))
        .as("asked before, and not begun")
        .containsExactly(
            new OpenChild(pending, "default", "recount", TaskStatus.CANCEL_REQUESTED, 0));
  }

  @Test
  @DisplayName("children are counted by status and by what their failure means")
  void childrenAreCounted() {
    TaskKey parent = taskOf("ann");
    TaskKey childless = taskOf("ann");
    childrenOf(parent, 2);
    TaskKey first = failed(NewTasks.task().childOf(parent), "first", START);
    failed(NewTasks.task().childOf(parent), "second", LATER);
    failed(NewTasks.task().childOf(parent).onFailure(OnFailure.IGNORE), "ignored", START);

    assertThat(tasks().countChildren(List.of(parent, childless)).get(parent))
        .containsExactlyInAnyOrder(
            new ChildCount(TaskStatus.PENDING, OnFailure.FAIL_PARENT, 2),
            new ChildCount(TaskStatus.FAILED, OnFailure.FAIL_PARENT, 2),
            new ChildCount(TaskStatus.FAILED, OnFailure.IGNORE, 1));
    assertThat(tasks().countChildren(List.of(childless)).getOrDefault(childless, List.of()))
        .isEmpty();
    assertThat(tasks().firstChildThatEnded(parent, TaskStatus.FAILED, OnFailure.FAIL_PARENT))
        .hasValueSatisfying(task -> assertThat(task.key()).isEqualTo(first));
    assertThat(tasks().firstChildThatEnded(parent, TaskStatus.CANCELLED, OnFailure.FAIL_PARENT))
        .isEmpty();
  }

  @Test
  @DisplayName("G6: an attempt whose work is over, or that isn't the newest, can't launch children")
  void onlyAnAttemptAtWorkMayLaunch() {
    TaskKey parent = taskOf("ann");
    Attempt old = begun(parent);
    Attempt newest = begun(parent);
    proven(newest);
    assertThatThrownBy(() -> proven(old)).isInstanceOf(LostTaskException.class);

    childrenOf(parent, 1);
    tasks().waitForChildren(parent, ending(TaskStatus.SUCCEEDED), Stage.OVER);

    assertThatThrownBy(() -> proven(newest)).isInstanceOf(LostTaskException.class);
    TaskKey unknown = TaskKey.unique();
    assertThatThrownBy(() -> proven(new Attempt(unknown, unknown, 1)))
        .isInstanceOf(LostTaskException.class);
  }

  @Test
  @DisplayName("the deadline of the first attempt stays, whoever takes the task over")
  void firstDeadlineStays() {
    TaskKey task = taskOf("ann");

    tasks().beginAttempt(task, START, LATER);
    tasks().beginAttempt(task, LATER, LATER.plusSeconds(100));

    assertThat(found(task).deadline()).isEqualTo(LATER);
  }

  @Test
  @DisplayName("an unknown task stands nowhere")
  void unknownTaskStandsNowhere() {
    assertThat(tasks().lock(TaskKey.unique())).isEmpty();
    assertThat(tasks().hasOpenChildren(TaskKey.unique())).isFalse();
    assertThat(tasks().requestCancelOfChildren(TaskKey.unique())).isEmpty();
  }

  private List<TaskKey> childrenOf(TaskKey parent, int number) {
    List<NewTask> children =
        IntStream.range(0, number).mapToObj(i -> NewTasks.task().childOf(parent).build()).toList();
    tasks().createAll(children);
    return children.stream().map(NewTask::key).toList();
  }

  private boolean endAndLeave(TaskKey child) {
    begun(child);
    return transactions()
        .separate(
            () -> {
              tasks().end(child, ending(TaskStatus.SUCCEEDED));
              return tasks().leave(child);
            });
  }

  private TaskKey failed(NewTasks task, String error, Instant at) {
    TaskKey key = written(task);
    begun(key);
    tasks().end(key, new Ending(TaskStatus.FAILED, null, error, null, at));
    return key;
  }

  private void proven(Attempt attempt) {
    transactions()
        .separate(
            () -> {
              tasks().proveAtWork(attempt);
              return attempt;
            });
  }

  private Standing standing(TaskKey key) {
    return tasks().lock(key).orElseThrow();
  }

  private Task found(TaskKey key) {
    return tasks().find(key).orElseThrow();
  }

  private static Ending ending(TaskStatus status) {
    return new Ending(status, null, null, null, LATER);
  }
}
