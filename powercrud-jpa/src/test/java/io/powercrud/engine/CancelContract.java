package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskHandler;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType.Nothing;
import io.powercrud.task.WorkerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** A task has ended within a second of its cancellation, which another node asked for. */
abstract class CancelContract extends FamilyFixture {

  private static final Duration A_SECOND = Duration.ofSeconds(1);

  CancelContract(TestDatabase database) {
    super(database);
  }

  private static TaskResult<Nothing> checking(Note note, TaskContext context) {
    while (true) {
      TaskContext.checkpoint();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  private static TaskResult<Nothing> reporting(Note note, TaskContext context) {
    while (true) {
      TaskContext.progress("still at it");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
  }

  /** A node with the settings that an application has by itself, but for the workers. */
  private TestNode.Builder usual(TaskHandler<Note, Nothing> handler) {
    return node()
        .knows(TaskDefinition.of(NOTE, handler), TaskDefinition.of(CHILD, CancelContract::checking))
        .workers(2)
        .lease(EngineSettings.DEFAULTS.lease())
        .pollInterval(EngineSettings.DEFAULTS.pollInterval())
        .worker(WorkerSettings.DEFAULTS);
  }

  /** Cancels on a node that runs nothing itself. */
  private Task cancelled(TestNode node, TaskKey key) {
    TestNode other = idle(usual(CancelContract::checking));

    assertThat(other.tasks().cancel(key)).isTrue();

    await()
        .atMost(A_SECOND)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> node.task(key).status().isEnded());
    Task task = node.task(key);
    assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(node.ports.immediate().conflicts().count(key)).isZero();
    return task;
  }

  private static void isRunning(TestNode node, TaskKey key) {
    eventually().until(() -> node.task(key).status() == TaskStatus.RUNNING);
  }

  @Test
  void aTaskThatPassesCheckpoints() {
    TestNode node = started(usual(CancelContract::checking));
    TaskKey key = launchOn(node, List.of(7));
    isRunning(node, key);

    cancelled(node, key);
  }

  @Test
  void aTaskThatOnlyReportsProgress() {
    TestNode node = started(usual(CancelContract::reporting));
    TaskKey key = launchOn(node, List.of(7));
    isRunning(node, key);

    Task task = cancelled(node, key);

    assertThat(task.progress().message()).isEqualTo("still at it");
  }

  @Test
  void aTaskThatIsQueuedBehindBusyWorkers() {
    TestNode node = started(usual(CancelContract::checking).workers(1));
    isRunning(node, launchOn(node, List.of(7)));
    TaskKey key = launchOn(node, List.of(8));

    Task task = cancelled(node, key);

    assertThat(task.attempt()).isZero();
    assertThat(task.startedAt()).isNull();
    assertThat(node.count("queue WHERE task_instance = '" + key + "'")).isZero();
  }

  @Test
  void aTaskThatIsQueuedForItsRecords() {
    TestNode node = started(usual(CancelContract::checking));
    TaskKey holder = launchOn(node, List.of(7));
    isRunning(node, holder);
    TaskKey key = launchWaiting(node, List.of(7));

    cancelled(node, key);

    assertThat(node.ports.immediate().conflicts().count(holder)).isEqualTo(1);
  }

  @Test
  void aTaskThatWaitsForARecordInTheMiddleOfItsWork() {
    TestNode node =
        started(
            usual(
                (note, context) -> {
                  if (note.text().equals("waits")) {
                    TaskContext.registerDescendants(
                        List.of(new RecordKey("Book", "7")), Duration.ofMinutes(5));
                  }
                  return checking(note, context);
                }));
    isRunning(node, launchOn(node, List.of(7)));
    TaskKey key = launchNote(node, "waits");
    eventually().until(() -> !node.ports.immediate().waits().all().isEmpty());

    cancelled(node, key);

    assertThat(node.ports.immediate().waits().all()).isEmpty();
  }

  @Test
  void aTaskThatWaitsForItsChildren() {
    TestNode node =
        family(
            usual(
                (note, context) -> {
                  child("runs").asChild();
                  return TaskResult.succeeded();
                }));
    TaskKey key = launchOn(node, List.of(7));
    eventually().until(() -> node.task(key).status() == TaskStatus.WAITING_FOR_CHILDREN);
    isRunning(node, onlyChildOf(key).key());

    cancelled(node, key);

    assertThat(onlyChildOf(key).status()).isEqualTo(TaskStatus.CANCELLED);
  }

  @Test
  void aTaskThatTheCallersSnapshotHasNotSeenBeginIsNotEndedWhileItRuns() {
    AtomicBoolean begun = new AtomicBoolean();
    AtomicBoolean goOn = new AtomicBoolean();
    TestNode node =
        idle(
            usual(
                (note, context) -> {
                  begun.set(true);
                  while (!goOn.get()) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
                  }
                  return TaskResult.succeeded();
                }));
    TaskKey key = launchOn(node, List.of(7));
    TransactionTemplate snapshot =
        new TransactionTemplate(Objects.requireNonNull(node.transaction.getTransactionManager()));
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);

    Throwable refused =
        catchThrowable(
            () ->
                snapshot.executeWithoutResult(
                    status -> {
                      assertThat(node.count("task WHERE started_at IS NULL")).isEqualTo(1);
                      node.start();
                      eventually().untilTrue(begun);
                      node.tasks().cancel(key);
                    }));

    assertThat(node.task(key).status().isEnded()).as("ended, after %s", refused).isFalse();
    assertThat(node.ports.immediate().conflicts().count(key)).isEqualTo(1);
    goOn.set(true);
    ended(node, key);
  }
}
