package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.OnFailure;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskEngine;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType.Nothing;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What stops a task stops what is below it, and the task ends after that. */
abstract class ChildStopContract extends FamilyFixture {

  private final Queue<String> started = new ConcurrentLinkedQueue<>();
  private final CountDownLatch never = new CountDownLatch(1);

  ChildStopContract(TestDatabase database) {
    super(database);
  }

  private TaskResult<Nothing> untilAskedToStop(Note note, TaskContext context) {
    started.add(note.text());
    eventually().until(() -> passes(context));
    return TaskResult.failed("not reached");
  }

  private static boolean passes(TaskContext context) {
    context.check();
    return false;
  }

  @Test
  void aCancelledParentCancelsWhatHasNotStartedAndAsksWhatRunsAndEndsAfterThem() {
    TestNode node =
        family(
            node()
                .workers(1)
                .knows(
                    TaskDefinition.of(
                        NOTE,
                        (note, context) -> {
                          family()
                              .tasks()
                              .launchAll(
                                  IntStream.range(0, 20).mapToObj(i -> child("" + i)).toList());
                          return TaskResult.succeeded();
                        }),
                    TaskDefinition.of(CHILD, this::untilAskedToStop)));
    TaskKey key = launchOn(node, List.of(7));
    eventually().until(() -> started.size() == 1);
    assertThat(node.task(key).status()).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);

    assertThat(node.tasks().cancel(key)).isTrue();
    assertThat(node.task(key).status()).isEqualTo(TaskStatus.CANCEL_REQUESTED);

    Task ended = ended(node, key);
    assertThat(ended.status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(ended.error()).contains("was cancelled").contains("19 more");
    assertThat(started).hasSize(1);
    assertThat(childrenOf(key))
        .hasSize(20)
        .allSatisfy(
            child -> {
              assertThat(child.status()).isEqualTo(TaskStatus.CANCELLED);
              assertThat(child.finishedAt()).isBeforeOrEqualTo(ended.finishedAt());
            });
    assertThat(node.count("record WHERE held = 1")).isZero();
    eventually().until(() -> node.queued() == 0);
    assertThat(node.tasks().cancel(key)).isFalse();
  }

  @Test
  void aCancellationRunsDownThroughTasksThatWait() {
    TestNode node = chain(3, this::untilAskedToStop);
    TaskKey key = launch(node);
    eventually().until(() -> started.size() == 1);

    node.tasks().cancel(key);

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.CANCELLED);
    Task two = onlyChildOf(key);
    Task one = onlyChildOf(two.key());
    Task leaf = onlyChildOf(one.key());
    assertThat(List.of(two, one, leaf)).allMatch(task -> task.status() == TaskStatus.CANCELLED);
    eventually().until(() -> node.queued() == 0);
  }

  @Test
  void aDelayedChildIsCancelledThoughTheNodeThatAskedForItDiedRightAfterItsCommit() {
    TestNode node =
        family(
            (note, context) -> {
              child("tomorrow").delay(Duration.ofDays(1)).asChild();
              return TaskResult.succeeded();
            },
            this::untilAskedToStop);
    TaskKey key = launch(node);
    eventually().until(() -> node.task(key).status() == TaskStatus.WAITING_FOR_CHILDREN);
    TestNode dying = idle(node().engine(ChildStopContract::cutOffAfterACommit));

    assertThat(dying.tasks().cancel(key)).isTrue();

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(onlyChildOf(key).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(started).isEmpty();
  }

  /** An engine that is told in vain what a cancellation has it do when that is committed. */
  private static TaskEngine cutOffAfterACommit(TaskEngine engine) {
    return (TaskEngine)
        Proxy.newProxyInstance(
            TaskEngine.class.getClassLoader(),
            new Class<?>[] {TaskEngine.class},
            (proxy, method, arguments) -> {
              if (Set.of("letThrough", "withdraw").contains(method.getName())) {
                throw new IllegalStateException("cut off");
              }
              return method.invoke(engine, arguments);
            });
  }

  @Test
  void aParentWhoseOwnWorkFailsStopsItsChildrenAndFailsWithItsOwnReason() {
    TestNode node =
        family(
            (note, context) -> {
              child("one").asChild();
              child("two").onFailure(OnFailure.IGNORE).asChild();
              eventually().until(() -> !started.isEmpty());
              throw new IllegalStateException("the pen broke");
            },
            this::untilAskedToStop);

    Task ended = ended(node, launch(node));

    assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(ended.error()).contains("the pen broke");
    assertThat(childrenOf(ended.key()))
        .hasSize(2)
        .allMatch(child -> child.status() == TaskStatus.CANCELLED);
  }

  @Test
  void aCancelledChildIsReportedByItsParentThatWasNotCancelled() {
    TestNode node =
        family(
            (note, context) -> {
              child("one").asChild();
              return TaskResult.succeeded();
            },
            this::untilAskedToStop);
    TaskKey key = launch(node);
    eventually().until(() -> started.size() == 1);
    TaskKey child = onlyChildOf(key).key();

    node.tasks().cancel(child);

    Task ended = ended(node, key);
    assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(ended.error()).contains(child.value()).contains("was cancelled");
  }

  @Test
  void aFailedChildLeavesItsSiblingsAtTheirWork() {
    CountDownLatch failed = new CountDownLatch(1);
    TestNode node =
        family(
            (note, context) -> {
              child("fails").asChild();
              child("works").asChild();
              return TaskResult.succeeded();
            },
            (note, context) -> {
              if (note.text().equals("fails")) {
                failed.countDown();
                return TaskResult.failed("no ink left");
              }
              failed.await();
              context.check();
              return TaskResult.succeeded();
            });

    Task ended = ended(node, launch(node));

    assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(childrenOf(ended.key()))
        .extracting(Task::status)
        .containsExactlyInAnyOrder(TaskStatus.FAILED, TaskStatus.SUCCEEDED);
  }

  @Test
  void aTaskThatTakesTooLongFailsWithThatReasonAtItsNextCheckpoint() {
    TestNode node =
        family(TaskDefinition.of(NOTE, this::untilAskedToStop).timeout(Duration.ofMillis(300)));

    Task ended = ended(node, launch(node));

    assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(ended.error()).contains("Timed out").contains("PT0.3S");
    assertThat(ended.deadline()).isAfterOrEqualTo(ended.startedAt());
  }

  @Test
  void aTaskWithoutCheckpointsIsInterruptedWhenItsTimeIsOver() {
    TestNode node =
        family(
            TaskDefinition.of(
                    NOTE,
                    (Note note, TaskContext context) -> {
                      never.await();
                      return TaskResult.succeeded();
                    })
                .timeout(Duration.ofHours(1)));

    TaskKey key =
        keyOf(
            node.tasks()
                .run(NOTE, new Note("short"))
                .timeout(Duration.ofMillis(200))
                .inlineOrLaunch());

    assertThat(ended(node, key))
        .returns(TaskStatus.FAILED, Task::status)
        .returns("Timed out: its own work was not done within PT0.2S", Task::error);
    TaskKey next = launchNote(node, "next");
    eventually().until(() -> node.task(next).status() == TaskStatus.RUNNING);
  }

  @Test
  void aTaskThatOnlyReportsProgressSeesThereThatItsTimeIsOver() {
    TestNode node =
        family(
            TaskDefinition.of(
                    NOTE,
                    (Note note, TaskContext context) -> {
                      while (true) {
                        TaskContext.progress("still at it");
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                      }
                    })
                .timeout(Duration.ofMillis(200)));

    assertThat(ended(node, launch(node)).error()).contains("Timed out");
  }

  @Test
  void theDeadlineOfATreeReachesChildrenThatRunAndThatHaveNotStarted() {
    TestNode node =
        family(
            node()
                .workers(1)
                .knows(
                    TaskDefinition.of(
                            NOTE,
                            (Note note, TaskContext context) -> {
                              child("runs").asChild();
                              child("waits").asChild();
                              return TaskResult.succeeded();
                            })
                        .treeTimeout(Duration.ofMillis(700)),
                    TaskDefinition.of(CHILD, this::untilAskedToStop)));

    Task ended = ended(node, launch(node));

    assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(ended.error()).contains("Timed out: its tree was to have ended by");
    assertThat(started).hasSize(1);
    assertThat(childrenOf(ended.key()))
        .hasSize(2)
        .allMatch(child -> child.status() == TaskStatus.FAILED)
        .allMatch(child -> ended.treeDeadline().equals(child.treeDeadline()));
  }

  @Test
  void aTaskThatIsStillQueuedWhenItsTreesTimeIsOverIsNotRun() {
    CountDownLatch goOn = new CountDownLatch(1);
    TestNode node = blockedBy(goOn, 1);
    launchOn(node, List.of(7));
    eventually().until(() -> started.size() == 1);
    TaskKey queued =
        keyOf(
            node.tasks()
                .run(NOTE, new Note("queued"))
                .reserving(Book.class, List.of(8))
                .treeTimeout(Duration.ofMillis(200))
                .launch());
    eventually().until(() -> node.task(queued).treeDeadline().isBefore(node.clock.instant()));

    goOn.countDown();

    assertThat(ended(node, queued).error()).contains("Timed out: its tree was to have ended by");
    assertThat(started).doesNotContain("queued");
    assertThat(node.ports.immediate().conflicts().count(queued)).isZero();
  }

  @Test
  void aTaskThatWaitsForItsRecordsFailsWhenItsTreesTimeIsOver() {
    CountDownLatch goOn = new CountDownLatch(1);
    TestNode node = blockedBy(goOn, 2);
    TaskKey holder = launchOn(node, List.of(7));
    TaskKey waiting =
        keyOf(
            node.tasks()
                .run(NOTE, new Note("waits"))
                .reserving(Book.class, List.of(7))
                .onConflict(OnConflict.WAIT)
                .treeTimeout(Duration.ofMillis(300))
                .launch());

    Task task = ended(node, waiting);

    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.error()).contains("Timed out: its tree was to have ended by");
    assertThat(started).doesNotContain("waits");
    assertThat(node.ports.immediate().conflicts().count(holder)).isEqualTo(1);
    goOn.countDown();
  }

  @Test
  void aTaskThatWaitsForARecordInTheMiddleOfItsWorkIsInterruptedWhenItsTimeIsOver() {
    TestNode node =
        family(
            (note, context) -> {
              TaskContext.registerDescendants(
                  List.of(new RecordKey("Book", "7")), Duration.ofMinutes(5));
              return TaskResult.succeeded();
            },
            this::untilAskedToStop);
    TaskKey holder = keyOf(child("holds").reserving(Book.class, List.of(7)).inlineOrLaunch());

    TaskKey waiting =
        keyOf(
            node.tasks()
                .run(NOTE, new Note("waits"))
                .timeout(Duration.ofMillis(300))
                .inlineOrLaunch());

    assertThat(ended(node, waiting).error()).contains("Timed out", "PT0.3S");
    assertThat(node.ports.immediate().waits().all()).isEmpty();
    node.tasks().cancel(holder);
  }

  private TestNode blockedBy(CountDownLatch goOn, int workers) {
    return family(
        node()
            .workers(workers)
            .knows(
                TaskDefinition.of(
                    NOTE,
                    (note, context) -> {
                      started.add(note.text());
                      goOn.await();
                      return TaskResult.succeeded();
                    })));
  }

  @Test
  void aTaskThatIsTakenOverAfterItsDeadlineIsNotRunAgain() {
    TestNode node =
        idle(
            node()
                .knows(
                    TaskDefinition.of(NOTE, this::untilAskedToStop)
                        .timeout(Duration.ofMillis(100))));
    TaskKey key = launch(node);
    node.ports
        .immediate()
        .tasks()
        .beginAttempt(key, node.clock.instant(), node.clock.instant().minusSeconds(1));

    node.start();

    assertThat(ended(node, key).error()).contains("Timed out");
    assertThat(started).isEmpty();
  }
}
