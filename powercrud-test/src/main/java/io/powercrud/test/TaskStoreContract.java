package io.powercrud.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.progress.Progress;
import io.powercrud.task.Attempt;
import io.powercrud.task.AttemptState;
import io.powercrud.task.Counts;
import io.powercrud.task.Ending;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.NewTask;
import io.powercrud.task.OnFailure;
import io.powercrud.task.Stage;
import io.powercrud.task.Task;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What every {@link io.powercrud.task.TaskStore} does. */
public abstract class TaskStoreContract extends StoreContract {

  private static final Instant LATER = START.plusSeconds(90);

  @Test
  @DisplayName("a task is found as it was written down")
  void taskIsFoundAsItWasWritten() {
    TaskKey root = taskOf("ann");
    Caller caller = new Caller("ünal", Set.of("ROLE_X", "books"), Map.of("branch", "Łódź"));
    NewTasks task =
        NewTasks.task()
            .manager("night")
            .type("recount", 3)
            .payload("{\"text\":\"" + "日本 😀 ".repeat(20_000) + "\"}")
            .caller(caller)
            .reason("Spring clean-up")
            .childOf(root)
            .onFailure(OnFailure.IGNORE)
            .timeout(Duration.ofMillis(90_500))
            .treeDeadline(LATER)
            .claimUntil(LATER)
            .turn(new Turn(-7, LATER))
            .request(unique("request"), "hash");
    written(task);
    tasks().setTotal(task.key(), 12);

    assertThat(found(task.key()))
        .isEqualTo(
            new Task(
                task.key(),
                "night",
                "recount",
                3,
                task.build().payload(),
                TaskStatus.PENDING,
                caller,
                "Spring clean-up",
                root,
                root,
                OnFailure.IGNORE,
                Stage.WORK,
                Duration.ofMillis(90_500),
                null,
                LATER,
                0,
                12,
                LATER,
                Counts.NONE,
                Progress.NONE,
                new Turn(-7, LATER),
                START,
                null,
                null,
                null,
                null,
                "hash",
                null));
  }

  @Test
  @DisplayName("G6: work that outlived its task stands with it, under the name of its thread")
  void escapedWorkIsNoted() {
    NewTasks task = NewTasks.task();
    written(task);

    tasks().noteEscapedWork(task.key(), "pool-1-thread-7");
    tasks().noteEscapedWork(task.key(), "another");

    assertThat(found(task.key()).escapedWork()).isEqualTo("pool-1-thread-7");
  }

  @Test
  @DisplayName("T2: a key that never existed is not found, and nothing can be done with it")
  void unknownKeyIsNotFound() {
    TaskKey unknown = TaskKey.unique();

    assertThat(tasks().find(unknown)).isEmpty();
    assertThat(tasks().beginAttempt(unknown, START)).isEmpty();
    assertThat(tasks().requestCancel(unknown)).isFalse();
    assertThat(tasks().stateOf(new Attempt(unknown, unknown, 1))).isEqualTo(AttemptState.LOST);
    assertThatThrownBy(() -> tasks().end(unknown, ending(TaskStatus.SUCCEEDED)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(unknown.value());
  }

  @Test
  @DisplayName(
      "attempts are numbered, the first one starts the task, and only the newest is current")
  void attemptsAreNumbered() {
    TaskKey task = taskOf("ann");

    Attempt first = tasks().beginAttempt(task, LATER).orElseThrow();
    assertThat(first).isEqualTo(new Attempt(task, task, 1));
    assertThat(tasks().stateOf(first)).isEqualTo(AttemptState.CURRENT);

    Attempt second = tasks().beginAttempt(task, LATER.plusSeconds(1)).orElseThrow();
    assertThat(second.number()).isEqualTo(2);
    assertThat(tasks().stateOf(first)).isEqualTo(AttemptState.LOST);
    assertThat(found(task))
        .returns(TaskStatus.RUNNING, Task::status)
        .returns(2, Task::attempt)
        .returns(LATER, Task::startedAt);
  }

  @Test
  @DisplayName("the attempt of a child knows its root")
  void attemptKnowsItsRoot() {
    TaskKey root = taskOf("ann");
    TaskKey child = written(NewTasks.task().childOf(root));

    assertThat(begun(child)).isEqualTo(new Attempt(child, root, 1));
  }

  @Test
  @DisplayName("G4: an attempt that is no longer the newest can't be proved")
  void oldAttemptCantBeProved() {
    TaskKey task = taskOf("ann");
    Attempt first = begun(task);
    Attempt second = begun(task);

    transactions()
        .separate(
            () -> {
              tasks().prove(second);
              return second;
            });
    assertThatThrownBy(
            () ->
                transactions()
                    .separate(
                        () -> {
                          tasks().prove(first);
                          return first;
                        }))
        .isInstanceOf(LostTaskException.class)
        .hasMessageContaining("attempt 1")
        .hasMessageContaining(task.value());
  }

  @Test
  @DisplayName("a task ends with its result, its reason, its last progress and its time")
  void taskEndsWithWhatCameOfIt() {
    TaskKey task = taskOf("ann");
    Attempt attempt = begun(task);
    opened().progress().write(task, new Progress(5, 10, "half"));

    tasks()
        .end(
            task,
            new Ending(TaskStatus.PARTIAL, "{}", "Two failed", new Progress(9, 10, "all"), LATER));

    assertThat(found(task))
        .returns(TaskStatus.PARTIAL, Task::status)
        .returns("{}", Task::result)
        .returns("Two failed", Task::error)
        .returns(new Progress(9, 10, "all"), Task::progress)
        .returns(LATER, Task::finishedAt);
    assertThat(tasks().stateOf(attempt)).isEqualTo(AttemptState.LOST);
  }

  @Test
  @DisplayName(
      "an ending without a report leaves the last one, and an error that is too long is cut")
  void endingKeepsTheLastReport() {
    TaskKey task = taskOf("ann");
    begun(task);
    opened().progress().write(task, new Progress(5, 10, "half"));

    tasks().end(task, new Ending(TaskStatus.FAILED, null, "x".repeat(9_000), null, LATER));

    assertThat(found(task).progress()).isEqualTo(new Progress(5, 10, "half"));
    assertThat(found(task).error()).startsWith("xxx").hasSizeBetween(3_900, 4_000);
  }

  @ParameterizedTest
  @EnumSource(names = {"SUCCEEDED", "PARTIAL", "FAILED"})
  @DisplayName("T3: a task that has ended stays as it is, whatever comes afterwards")
  void endedTaskStaysAsItIs(TaskStatus end) {
    TaskKey task = taskOf("ann");
    begun(task);
    tasks().end(task, ending(end));
    Task ended = found(task);

    assertThat(tasks().beginAttempt(task, LATER)).isEmpty();
    assertThat(tasks().requestCancel(task)).isFalse();
    assertThatThrownBy(() -> tasks().end(task, ending(TaskStatus.SUCCEEDED)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(task.value())
        .hasMessageContaining(end.name());

    assertThat(found(task)).isEqualTo(ended);
  }

  @Test
  @DisplayName("G9: a task that nobody began can't have succeeded")
  void pendingTaskCantSucceed() {
    TaskKey task = taskOf("ann");

    assertThatThrownBy(() -> tasks().end(task, ending(TaskStatus.SUCCEEDED)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("PENDING");

    assertThat(found(task).status()).isEqualTo(TaskStatus.PENDING);
  }

  @Test
  @DisplayName("a request to cancel is seen by the attempt, and by one that begins after it")
  void requestToCancelIsSeen() {
    TaskKey task = taskOf("ann");
    Attempt first = begun(task);

    assertThat(tasks().requestCancel(task)).isTrue();
    assertThat(tasks().requestCancel(task)).isTrue();
    assertThat(tasks().stateOf(first)).isEqualTo(AttemptState.CANCEL_REQUESTED);

    Attempt second = begun(task);
    assertThat(found(task).status()).isEqualTo(TaskStatus.CANCEL_REQUESTED);
    assertThat(tasks().stateOf(second)).isEqualTo(AttemptState.CANCEL_REQUESTED);
    tasks().end(task, ending(TaskStatus.CANCELLED));
    assertThat(tasks().requestCancel(task)).isFalse();
  }

  @Test
  @DisplayName("the same request again is the task that it became, for its own caller alone")
  void sameRequestIsTheSameTask() {
    String request = unique("request");
    TaskKey first = written(NewTasks.task().user("ann").request(request, "hash"));
    NewTask again = NewTasks.task().user("ann").request(request, "other").build();

    assertThat(tasks().create(again))
        .hasValueSatisfying(
            task -> assertThat(task).returns(first, Task::key).returns("hash", Task::requestHash));
    assertThat(tasks().find(again.key())).isEmpty();
    assertThat(tasks().create(NewTasks.task().user("bob").request(request, "hash").build()))
        .isEmpty();
  }

  @Test
  @DisplayName("the longest name that a caller can have is kept, in any script")
  void longestNameIsKept() {
    String name = "\u00e9".repeat(Caller.MAX_NAME_LENGTH);

    TaskKey task = written(NewTasks.task().user(name));

    assertThat(found(task).caller().name()).isEqualTo(name);
    assertThat(tasks().search(new TaskQuery(Set.of(), null, name, null, 0, 10)).items())
        .extracting(Task::key)
        .containsExactly(task);
  }

  @Test
  @DisplayName("a task that was taken back is gone, and its request can be made again")
  void discardedTaskIsGone() {
    String request = unique("request");
    TaskKey task = written(NewTasks.task().request(request, "hash"));

    tasks().discard(task);

    assertThat(tasks().find(task)).isEmpty();
    assertThat(tasks().create(NewTasks.task().request(request, "hash").build())).isEmpty();
  }

  @Test
  @DisplayName("a task that has its records waits for them no more, and claims them once")
  void claimedTaskWaitsNoMore() {
    TaskKey waiting = written(NewTasks.task().claimUntil(LATER));
    TaskKey ended = ended(NewTasks.task().claimUntil(LATER), START);

    assertThat(tasks().claimed(waiting)).isTrue();
    assertThat(tasks().claimed(waiting)).isFalse();
    assertThat(tasks().claimed(ended)).isFalse();

    assertThat(found(waiting).claimUntil()).isNull();
  }

  private TaskKey ended(NewTasks task, Instant at) {
    TaskKey key = written(task);
    begun(key);
    tasks().end(key, new Ending(TaskStatus.SUCCEEDED, null, null, null, at));
    return key;
  }

  private static Ending ending(TaskStatus status) {
    return new Ending(status, null, null, null, LATER);
  }

  private Task found(TaskKey key) {
    return tasks().find(key).orElseThrow();
  }
}
