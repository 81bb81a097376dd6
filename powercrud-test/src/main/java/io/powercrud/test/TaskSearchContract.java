package io.powercrud.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.TaskKey;
import io.powercrud.task.Ending;
import io.powercrud.task.OpenTasks;
import io.powercrud.task.Task;
import io.powercrud.task.TaskPage;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What every {@link io.powercrud.task.TaskStore} tells of many tasks, and deletes of them. */
public abstract class TaskSearchContract extends StoreContract {

  private static final Instant LATER = START.plusSeconds(90);

  @Test
  @DisplayName("tasks are listed newest first, in pages, with the number of all")
  void tasksAreListedNewestFirst() {
    String type = unique("type");
    List<TaskKey> oldestFirst =
        List.of(0, 1, 2, 3, 4).stream()
            .map(
                second ->
                    written(NewTasks.task().type(type, 1).createdAt(START.plusSeconds(second))))
            .toList();

    TaskPage page = tasks().search(new TaskQuery(Set.of(), type, null, null, 1, 2));

    assertThat(page.items())
        .extracting(Task::key)
        .containsExactly(oldestFirst.get(2), oldestFirst.get(1));
    assertThat(page).returns(5L, TaskPage::total).returns(1, TaskPage::page);
    assertThat(tasks().search(new TaskQuery(Set.of(), type, null, null, 7, 2)))
        .returns(List.of(), TaskPage::items)
        .returns(5L, TaskPage::total);
  }

  @Test
  @DisplayName("tasks are found by status, type, user and parent")
  void tasksAreFoundByWhatTheyAre() {
    String type = unique("type");
    TaskKey root = written(NewTasks.task().type(type, 1).user("ann"));
    TaskKey child = written(NewTasks.task().type(type, 1).user("bob").childOf(root));
    begun(root);

    assertThat(keys(new TaskQuery(Set.of(TaskStatus.RUNNING), type, null, null, 0, 10)))
        .containsExactly(root);
    assertThat(
            keys(
                new TaskQuery(
                    Set.of(TaskStatus.RUNNING, TaskStatus.PENDING), type, null, null, 0, 10)))
        .containsExactlyInAnyOrder(root, child);
    assertThat(keys(new TaskQuery(Set.of(), type, "bob", null, 0, 10))).containsExactly(child);
    assertThat(keys(TaskQuery.childrenOf(root))).containsExactly(child);
    assertThat(keys(new TaskQuery(Set.of(), type, "' OR 1=1", null, 0, 10))).isEmpty();
  }

  @Test
  @DisplayName("a user's open tasks are counted without their children and those that have ended")
  void aUsersOpenTasksAreCounted() {
    String user = unique("user");
    TaskKey waiting = written(NewTasks.task().user(user));
    TaskKey running = written(NewTasks.task().user(user));
    begun(running);
    written(NewTasks.task().user(user).childOf(waiting));
    written(NewTasks.task().user(unique("another")));

    assertThat(tasks().countOpenOf(user)).isEqualTo(2);

    tasks().end(running, new Ending(TaskStatus.SUCCEEDED, null, null, null, LATER));
    assertThat(tasks().countOpenOf(user)).isEqualTo(1);
  }

  @Test
  @DisplayName("the children of several tasks are found at once")
  void childrenOfSeveralTasksAreFound() {
    TaskKey one = taskOf("ann");
    TaskKey other = taskOf("ann");
    TaskKey childless = taskOf("ann");
    TaskKey firstOfOne = written(NewTasks.task().childOf(one));
    TaskKey secondOfOne = written(NewTasks.task().childOf(one));
    TaskKey firstOfOther = written(NewTasks.task().childOf(other));

    Map<TaskKey, List<Task>> children = tasks().childrenOf(List.of(one, other, childless), 10);

    assertThat(children.getOrDefault(one, List.of()))
        .extracting(Task::key)
        .containsExactlyInAnyOrder(firstOfOne, secondOfOne);
    assertThat(children.getOrDefault(other, List.of()))
        .extracting(Task::key)
        .containsExactly(firstOfOther);
    assertThat(children.getOrDefault(childless, List.of())).isEmpty();
    assertThat(tasks().childrenOf(List.of(), 10)).isEmpty();
    assertThat(tasks().childrenOf(List.of(one, other), 2).values())
        .flatExtracting(found -> found)
        .hasSize(2);
  }

  @Test
  @DisplayName("what has not ended is counted by kind, with the time of the oldest that waits")
  void openTasksAreCountedByKind() {
    String type = unique("type");
    begun(written(NewTasks.task().type(type, 1)));
    written(NewTasks.task().type(type, 1).createdAt(LATER));
    written(NewTasks.task().type(type, 1).createdAt(LATER.plusSeconds(1)));
    begun(written(NewTasks.task().type(type, 2)));
    TaskKey ended = written(NewTasks.task().type(type, 2));
    begun(ended);
    tasks().end(ended, new Ending(TaskStatus.SUCCEEDED, null, null, null, LATER));

    assertThat(tasks().open())
        .filteredOn(open -> open.type().equals(type))
        .containsExactlyInAnyOrder(
            new OpenTasks("default", type, 1, 2, 1, LATER, null),
            new OpenTasks("default", type, 2, 0, 1, null, null));
  }

  @Test
  @DisplayName("E7: since when nobody takes a task is remembered, until somebody does")
  void sinceWhenATaskIsUnknownIsNotedOnceAndForgottenWhenAnAttemptBegins() {
    String type = unique("type");
    TaskKey key = written(NewTasks.task().type(type, 2));

    assertThat(tasks().unknownSince(key, START)).isEqualTo(START);
    assertThat(tasks().unknownSince(key, LATER)).isEqualTo(START);
    assertThat(tasks().open())
        .filteredOn(open -> open.type().equals(type))
        .extracting(OpenTasks::unknownSince)
        .containsExactly(START);

    begun(key);
    assertThat(tasks().open())
        .filteredOn(open -> open.type().equals(type))
        .extracting(OpenTasks::unknownSince)
        .containsOnlyNulls();
    assertThat(tasks().unknownSince(key, LATER)).isEqualTo(LATER);
  }

  @Test
  @DisplayName("E7: a kind of which some task was started and has not failed is known to some node")
  void aKindIsKnownWhereOneOfItWasStartedAndHasNotFailed() {
    String type = unique("type");
    TaskKey key = written(NewTasks.task().type(type, 2));
    assertThat(isKnown(START, type, 2)).isFalse();

    tasks().beginAttempt(key, LATER);

    assertThat(isKnown(START, type, 2)).isTrue();
    assertThat(isKnown(LATER, type, 2)).isFalse();
    assertThat(isKnown(START, type, 1)).isFalse();
    assertThat(isKnown(START, unique("type"), 2)).isFalse();
    assertThat(tasks().wasStartedAfter(START, "another", type, 2)).isFalse();
    tasks().end(key, new Ending(TaskStatus.FAILED, null, "nobody knows it", null, LATER));
    assertThat(isKnown(START, type, 2)).isFalse();
  }

  private boolean isKnown(Instant startedAfter, String type, int version) {
    return tasks().wasStartedAfter(startedAfter, "default", type, version);
  }

  @Test
  @DisplayName("L1: of the past only what has ended is deleted, a child not before its root")
  void onlyEndedTasksAreDeleted() {
    TaskKey old = ended(NewTasks.task(), START);
    TaskKey recent = ended(NewTasks.task(), LATER);
    TaskKey pending = taskOf("ann");
    TaskKey running = taskOf("ann");
    begun(running);
    TaskKey childOfRunning = ended(NewTasks.task().childOf(running), START);

    while (tasks().deleteEndedBefore(START.plus(Duration.ofSeconds(1)), 100) > 0) {
      assertThat(tasks().find(running)).isPresent();
    }

    assertThat(tasks().find(old)).isEmpty();
    assertThat(List.of(recent, pending, running, childOfRunning))
        .allSatisfy(task -> assertThat(tasks().find(task)).isPresent());
  }

  @Test
  @DisplayName("no more tasks are deleted at once than was said")
  void deletionIsLimited() {
    for (int i = 0; i < 3; i++) {
      ended(NewTasks.task(), START.minus(Duration.ofDays(3_000)));
    }

    assertThat(tasks().deleteEndedBefore(START.minus(Duration.ofDays(2_999)), 2)).isEqualTo(2);
    assertThat(tasks().deleteEndedBefore(START.minus(Duration.ofDays(2_999)), 2)).isEqualTo(1);
    assertThat(tasks().deleteEndedBefore(START.minus(Duration.ofDays(2_999)), 2)).isZero();
  }

  private TaskKey ended(NewTasks task, Instant at) {
    TaskKey key = written(task);
    begun(key);
    tasks().end(key, new Ending(TaskStatus.SUCCEEDED, null, null, null, at));
    return key;
  }

  private List<TaskKey> keys(TaskQuery query) {
    return tasks().search(query).items().stream().map(Task::key).toList();
  }
}
