package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskEvent;
import io.powercrud.task.TaskHandler;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType.Nothing;
import io.powercrud.task.WorkerSettings;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** Every launched task is delivered to a node that knows it, and ends once, with the truth. */
abstract class DeliveryContract extends EngineFixture {

  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final RecordKey BOOK_7 = new RecordKey("Book", "7");

  private final AtomicInteger runs = new AtomicInteger();

  DeliveryContract(TestDatabase database) {
    super(database);
  }

  private TaskResult<Nothing> countRun(Note note, TaskContext context) {
    runs.incrementAndGet();
    return TaskResult.succeeded();
  }

  @Test
  void aTaskRunsRightAfterItsLaunchIsCommitted() {
    TestNode node = started(nodeThatDoes(this::countRun).pollInterval(AN_HOUR));

    Task task = ended(node, launchOn(node, List.of(7)));

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.attempt()).isEqualTo(1);
    assertThat(runs).hasValue(1);
    assertThat(node.ports.stores().conflicts().holders(List.of(BOOK_7))).isEmpty();
    eventually().until(() -> node.queued() == 0);
  }

  @Test
  void nothingIsLeftOfALaunchWhoseTransactionIsRolledBack() {
    TestNode node = started(nodeThatDoes(this::countRun));

    node.transaction.executeWithoutResult(
        transaction -> {
          launchOn(node, List.of(7));
          transaction.setRollbackOnly();
        });

    assertThat(node.queued()).isZero();
    assertThat(node.count("task")).isZero();
    assertThat(node.count("record")).isZero();
    assertThat(runs).hasValue(0);
  }

  @Test
  void aTaskIsNotDeliveredBeforeItsLaunchIsCommitted() {
    TestNode node = started(nodeThatDoes(this::countRun).pollInterval(Duration.ofMillis(20)));
    TestNode launcher = idle(nodeThatDoes(this::countRun));

    TaskKey key =
        launcher.transaction.execute(
            transaction -> {
              TaskKey launched = launch(launcher);
              TaskKey bystander = launch(node);
              ended(node, bystander);
              assertThat(runs).hasValue(1);
              return launched;
            });

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void aWorkerThatIsFasterThanItsLauncherLeavesTheTaskEnded() {
    TestNode node = started(nodeThatDoes(this::countRun));

    TaskKey key =
        node.transaction.execute(
            transaction -> {
              TaskKey launched = launch(node);
              TransactionSynchronizationManager.registerSynchronization(
                  new TransactionSynchronization() {
                    @Override
                    public void afterCompletion(int status) {
                      ended(node, launched);
                    }
                  });
              return launched;
            });

    assertThat(node.task(key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(node.task(key).finishedAt()).isNotNull();
  }

  @Test
  void severalEnginesInOneJvmRunEachTaskOnce() {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    Queue<TaskKey> ran = new ConcurrentLinkedQueue<>();
    TaskHandler<Note, Nothing> handler =
        (note, context) -> {
          threads.add(Thread.currentThread().getName());
          ran.add(context.task());
          return TaskResult.succeeded();
        };
    TestNode one = started(nodeThatDoes(handler).pollInterval(Duration.ofMillis(20)));
    TestNode other = started(nodeThatDoes(handler).pollInterval(Duration.ofMillis(20)));

    List<TaskKey> launched = IntStream.range(0, 40).mapToObj(i -> launch(one)).toList();
    launched.forEach(key -> ended(one, key));

    assertThat(ran).containsExactlyInAnyOrderElementsOf(launched);
    assertThat(threads).allMatch(name -> name.startsWith("powercrud-worker-"));
    assertThat(one.engine.state().name()).isNotEqualTo(other.engine.state().name());
  }

  @Test
  void aNodeThatIsNotStartedEnqueuesForOthers() {
    TestNode launcher = idle(nodeThatDoes(this::countRun));
    TaskKey key = launch(launcher);
    assertThat(launcher.task(key).status()).isEqualTo(TaskStatus.PENDING);

    started(nodeThatDoes(this::countRun));

    assertThat(ended(launcher, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  @Tag("E7")
  void aVersionThatThisNodeDoesNotKnowIsLeftToANodeThatDoes() {
    TestNode old = started(nodeThatDoes(this::countRun));
    TestNode current = idle(node().knows(TaskDefinition.of(NOTE.version(2), this::countRun)));
    TaskKey key = launch(current.tasks(), NOTE.version(2), List.of(7));
    eventually().until(() -> deliveries(old, key) > 2);
    assertThat(old.task(key).status()).isEqualTo(TaskStatus.PENDING);
    assertThat(old.task(key).attempt()).isZero();

    current.start();

    assertThat(ended(current, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(runs).hasValue(1);
  }

  static long deliveries(TestNode node, TaskKey key) {
    return node.jdbc
        .sql("SELECT version FROM powercrud_queue WHERE task_instance = ?")
        .param(key.value())
        .query(Long.class)
        .single();
  }

  @Test
  @Tag("E7")
  void aTaskThatNoNodeKnowsEndsAfterAWhileAndSaysSo() {
    TestNode launcher = idle(node().knows(TaskDefinition.of(NOTE.version(2), this::countRun)));
    TaskKey key = launch(launcher.tasks(), NOTE.version(2), List.of(7));

    TestNode old =
        started(
            nodeThatDoes(this::countRun)
                .worker(new WorkerSettings(5, Duration.ofMillis(200), Duration.ofMillis(20))));

    Task task = ended(old, key);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.error()).contains("note v2").contains("default").contains("launch it again");
    assertThat(old.ports.stores().conflicts().holders(List.of(BOOK_7))).isEmpty();
  }

  @Test
  @Tag("E7")
  void theTimeThatATaskIsUnknownGoesOnThoughItsNodesAreStartedAnew() {
    TestNode launcher = idle(node().knows(TaskDefinition.of(NOTE.version(2), this::countRun)));
    TaskKey key = launch(launcher.tasks(), NOTE.version(2), List.of(7));
    TestNode first =
        started(nodeThatDoes(this::countRun).worker(endingUnknown(Duration.ofDays(1))));
    eventually().until(() -> deliveries(first, key) > 2);
    first.engine.stop();
    launcher
        .jdbc
        .sql("UPDATE powercrud_task SET unknown_since = TIMESTAMP '2001-01-01 00:00:00'")
        .update();

    TestNode anew = started(nodeThatDoes(this::countRun).worker(endingUnknown(Duration.ofDays(1))));

    assertThat(ended(anew, key).error()).contains("No node that knows task type note v2");
  }

  @Test
  @Tag("E7")
  void aTaskIsNotGivenUpAsUnknownWhileSomeNodeStartsOthersOfItsKind() {
    TestNode current = idle(node().knows(TaskDefinition.of(NOTE.version(2), this::countRun)));
    TaskKey key = launch(current.tasks(), NOTE.version(2), List.of(7));
    TaskKey other = launch(current.tasks(), NOTE.version(2), List.of(8));
    current.worker.run(other);
    TestNode old = started(nodeThatDoes(this::countRun).worker(endingUnknown(Duration.ofDays(1))));
    eventually().until(() -> deliveries(old, key) > 2);
    old.jdbc
        .sql(
            "UPDATE powercrud_task SET unknown_since = TIMESTAMP '2001-01-01 00:00:00' WHERE task_key = ?")
        .param(key.value())
        .update();

    long before = deliveries(old, key);
    eventually().until(() -> deliveries(old, key) > before + 2);

    assertThat(old.task(key).status()).isEqualTo(TaskStatus.PENDING);
    assertThat(old.task(key).attempt()).isZero();
  }

  static WorkerSettings endingUnknown(Duration after) {
    return new WorkerSettings(5, after, Duration.ofMillis(20));
  }

  @Test
  void aManagerThatThisNodeDoesNotHaveIsLeftToANodeThatHasIt() {
    TaskDefinition<Note, Nothing> definition = TaskDefinition.of(NOTE, this::countRun);
    TestNode other = idle(node().manager("archive", definition));
    TaskKey key = launch(other.tasks("archive"), NOTE, List.of());
    TestNode node = started(nodeThatDoes(this::countRun));
    eventually().until(() -> deliveries(node, key) > 2);
    assertThat(node.task(key).status()).isEqualTo(TaskStatus.PENDING);

    other.start();

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void eachManagerRunsItsOwnTasksThoughTheirTypesHaveOneName() {
    Queue<String> ran = new ConcurrentLinkedQueue<>();
    Queue<TaskEvent> left = new ConcurrentLinkedQueue<>();
    Queue<TaskEvent> right = new ConcurrentLinkedQueue<>();
    TestNode node =
        started(
            node()
                .manager("left", TaskDefinition.of(NOTE, noting(ran, "left")))
                .manager("right", TaskDefinition.of(NOTE, noting(ran, "right")))
                .listener("left", left::add)
                .listener("right", right::add));

    TaskKey key = launch(node.tasks("right"), NOTE, List.of());
    ended(node, key);

    assertThat(ran).containsExactly("right");
    eventually()
        .untilAsserted(
            () ->
                assertThat(right)
                    .extracting(TaskEvent::status)
                    .contains(TaskStatus.RUNNING, TaskStatus.SUCCEEDED));
    assertThat(right).extracting(TaskEvent::task).containsOnly(key);
    assertThat(left).isEmpty();
  }

  private static TaskHandler<Note, Nothing> noting(Queue<String> ran, String name) {
    return (note, context) -> {
      ran.add(name);
      assertThat(context.manager()).isEqualTo(name);
      return TaskResult.succeeded();
    };
  }

  @Test
  void aPayloadThatCannotBeReadEndsItsTaskAtOnce() {
    TestNode node = idle(nodeThatDoes(this::countRun));
    TaskKey key = launchOn(node, List.of(7));
    node.jdbc.sql("UPDATE powercrud_task SET payload = '{\"txt\":1}'").update();

    node.start();

    Task task = ended(node, key);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.error()).contains("Note").contains("version");
    assertThat(runs).hasValue(0);
    assertThat(node.ports.stores().conflicts().holders(List.of(BOOK_7))).isEmpty();
  }

  /** The ways in which a handler says that its work was not done. */
  enum Failure {
    THROWS_AN_EXCEPTION("IllegalStateException: no ink") {
      @Override
      TaskResult<Nothing> happen() {
        throw new IllegalStateException("no ink");
      }
    },
    THROWS_AN_ERROR("StackOverflowError") {
      @Override
      TaskResult<Nothing> happen() {
        throw new StackOverflowError();
      }
    },
    RETURNS_A_FAILURE("no paper") {
      @Override
      TaskResult<Nothing> happen() {
        return TaskResult.failed("no paper");
      }
    },
    RETURNS_NULL("returned null") {
      @Override
      @SuppressWarnings("NullAway") // what handlers that are not checked for it may do
      TaskResult<Nothing> happen() {
        return null;
      }
    };

    private final String reason;

    Failure(String reason) {
      this.reason = reason;
    }

    abstract TaskResult<Nothing> happen();
  }

  @ParameterizedTest
  @EnumSource
  @Tag("E2")
  void aHandlerThatFailsIsAFailureWithItsReasonAndIsNotRunAgain(Failure failure) {
    TestNode node =
        started(
            nodeThatDoes(
                (note, context) -> {
                  runs.incrementAndGet();
                  return failure.happen();
                }));

    Task task = ended(node, launchOn(node, List.of(7)));

    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.error()).contains(failure.reason);
    eventually().until(() -> node.queued() == 0);
    assertThat(runs).hasValue(1);
    assertThat(node.ports.stores().conflicts().holders(List.of(BOOK_7))).isEmpty();
  }

  @Test
  void aTaskWhoseEndCannotBeWrittenIsDeliveredAgainAndEndsWithTheTruth() {
    TestNode node =
        started(
            nodeThatDoes(
                (note, context) -> {
                  runs.incrementAndGet();
                  return TaskResult.succeeded();
                }));
    TaskKey key = launchOn(node, List.of(7));
    eventually().until(() -> runs.get() > 0);
    ended(node, key);

    node.application.cut();
    TestNode launcher = idle(nodeThatDoes(this::countRun));
    TaskKey next = launchOn(launcher, List.of(7));
    eventually().until(() -> runs.get() > 1);
    assertThat(node.task(next).status().isEnded()).isFalse();
    node.application.mend();

    Task task = ended(node, next);
    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.attempt()).isGreaterThan(1);
  }

  @Test
  void aTaskThatWaitsToStartIsCancelledAtOnce() {
    TestNode node = started(nodeThatDoes(this::countRun).pollInterval(AN_HOUR));
    TestNode holder = idle(nodeThatDoes(this::countRun));
    TaskKey held =
        holder.transaction.execute(
            transaction -> {
              TaskKey key = TaskKey.unique();
              holder
                  .ports
                  .stores()
                  .conflicts()
                  .reserveTargets(key, key, List.of(BOOK_7), OnConflict.REFUSE)
                  .orThrow();
              return key;
            });
    TaskKey waiting = launchWaiting(node, List.of(7));
    eventually().until(() -> deliveries(node, waiting) > 2);

    assertThat(node.tasks().cancel(waiting)).isTrue();

    assertThat(ended(node, waiting).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(runs).hasValue(0);
    assertThat(node.ports.stores().conflicts().holders(List.of(BOOK_7)).get(BOOK_7).holder())
        .isEqualTo(held);
  }

  @Test
  void aTaskThatWaitsForItsRecordsRunsWhenTheyAreFree() {
    CountDownLatch release = new CountDownLatch(1);
    TestNode node =
        started(
            nodeThatDoes(
                (note, context) -> {
                  if (note.text().equals("hello")) {
                    release.await();
                  }
                  return TaskResult.succeeded();
                }));
    TaskKey first = launchOn(node, List.of(7));
    TaskKey second = launchWaiting(node, List.of(7));
    eventually().until(() -> deliveries(node, second) > 2);
    assertThat(node.task(second).status()).isEqualTo(TaskStatus.PENDING);

    release.countDown();

    assertThat(ended(node, first).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(ended(node, second).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(node.task(second).attempt()).isEqualTo(1);
    assertThat(node.ports.stores().conflicts().holders(List.of(BOOK_7))).isEmpty();
  }

  @Test
  void aRunningTaskIsCancelledAtItsNextCheckpoint() {
    CountDownLatch running = new CountDownLatch(1);
    TestNode node =
        started(
            nodeThatDoes(
                (note, context) -> {
                  running.countDown();
                  eventually().until(() -> passes(context));
                  return TaskResult.succeeded();
                }));
    TaskKey key = launchOn(node, List.of(7));
    eventually().until(() -> running.getCount() == 0);

    assertThat(node.tasks().cancel(key)).isTrue();

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(node.ports.stores().conflicts().holders(List.of(BOOK_7))).isEmpty();
    assertThat(node.tasks().cancel(key)).isFalse();
  }

  private static boolean passes(TaskContext context) {
    context.check();
    return false;
  }

  @Test
  void aTaskThatIsDueLaterCanBeHastened() {
    TestNode node = started(nodeThatDoes(this::countRun).pollInterval(AN_HOUR));
    TestNode launcher = idle(nodeThatDoes(this::countRun));
    TaskKey key = launch(launcher);
    node.jdbc
        .sql("UPDATE powercrud_queue SET execution_time = ? WHERE task_instance = ?")
        .param(QueueColumns.utc(node.clock.instant().plus(AN_HOUR)))
        .param(key.value())
        .update();

    node.engine.hasten(key);

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void theStateTellsForHowLongADueTaskWaitsForAWorker() {
    TestNode launcher = idle(nodeThatDoes(this::countRun));
    assertThat(launcher.engine.state().running()).isFalse();
    assertThat(launcher.engine.state().undeliveredFor()).isZero();

    launch(launcher);

    eventually()
        .until(() -> launcher.engine.state().undeliveredFor().compareTo(Duration.ofMillis(50)) > 0);
  }

  @Test
  void anIdleNodeIsAliveAsLongAsItReachesTheDatabase() {
    TestNode node = started(nodeThatDoes(this::countRun).lease(Duration.ofMillis(1200)));
    eventually().until(node.engine::isAlive);

    node.control.cut();
    eventually().until(() -> !node.engine.isAlive());
    node.control.mend();

    eventually().until(node.engine::isAlive);
    NodeState state = node.engine.state();
    assertThat(state.running()).isTrue();
    assertThat(state.lastHeartbeat()).isNotNull();
  }
}
