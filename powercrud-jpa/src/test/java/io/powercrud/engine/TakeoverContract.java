package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Attempt;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskEvent;
import io.powercrud.task.TaskListener;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import io.powercrud.task.WorkerSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A task outlives the node that runs it, and only its newest attempt writes. */
@Tag("G3")
@Tag("G4")
abstract class TakeoverContract extends EngineFixture {

  private static final Duration LEASE = Duration.ofSeconds(3);

  private static final WorkerSettings MANY_ATTEMPTS =
      new WorkerSettings(20, Duration.ofDays(1), Duration.ofMillis(50));
  private static final TaskType<Note, Nothing> BYSTANDER = TaskType.of("bystander", Note.class);

  private final Queue<Integer> attempts = new ConcurrentLinkedQueue<>();

  TakeoverContract(TestDatabase database) {
    super(database);
  }

  private TaskResult<Nothing> succeed(Note note, TaskContext context) {
    attempts.add(context.attempt().number());
    return TaskResult.succeeded();
  }

  @Test
  void aTaskOfAKilledProcessIsTakenOverWithinOneAndAHalfLeases() throws Exception {
    AtomicReference<Instant> takenOver = new AtomicReference<>();
    AtomicReference<TestNode> node = new AtomicReference<>();
    node.set(
        idle(
            nodeThatDoes(
                    (note, context) -> {
                      takenOver.set(node.get().clock.instant());
                      return succeed(note, context);
                    })
                .lease(LEASE)));
    TestNode next = node.get();
    TaskKey key = launchOn(next, List.of(7));
    try (NodeProcess process =
        NodeProcess.start(kind(), database(), LEASE, NodeProcess.Work.STUCK_HANDLER)) {
      RecordKey descendant = new RecordKey("Book", "8");
      eventually()
          .until(() -> next.ports.immediate().conflicts().holders(List.of(descendant)).size() == 1);
      assertThat(next.task(key).attempt()).isEqualTo(1);
      next.start();

      process.kill();
      Instant killed = next.clock.instant();

      Task task = ended(next, key);
      assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(task.attempt()).isEqualTo(2);
      assertThat(attempts).containsExactly(2);
      assertThat(Duration.between(killed, takenOver.get()))
          .isLessThan(LEASE.multipliedBy(3).dividedBy(2));
      assertThat(next.ports.immediate().conflicts().count(key)).isZero();
    }
  }

  @Test
  @Tag("L2")
  void aTaskKeepsItsRecordsForSeveralLeasesThoughOthersHaveFilledThePool() throws SQLException {
    Duration lease = Duration.ofMillis(1800);
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    TestNode node =
        started(
            nodeThatDoes(
                    (note, context) -> {
                      running.countDown();
                      goOn.await();
                      TaskContext.inFencedTransaction(() -> {});
                      return succeed(note, context);
                    })
                .lease(lease));
    TaskKey key = launchOn(node, List.of(7));
    eventually().until(() -> running.getCount() == 0);
    TestNode other =
        started(nodeThatDoes((note, context) -> TaskResult.failed("taken over")).lease(lease));

    List<Connection> taken = new ArrayList<>();
    try {
      for (int i = 0; i < node.applicationPoolSize(); i++) {
        taken.add(node.applicationPool().getConnection());
      }
      hasLookedForTheDead(other, lease);
      assertThat(node.engine.isAlive()).isTrue();
      assertThat(node.ports.immediate().conflicts().count(key)).isEqualTo(1);
    } finally {
      for (Connection connection : taken) {
        connection.close();
      }
    }

    goOn.countDown();
    Task task = ended(node, key);
    assertThat(task.status()).as(String.valueOf(task.error())).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(attempts).containsExactly(1);
    assertThat(node.ports.immediate().conflicts().count(key)).isZero();
  }

  @Test
  void aNodeThatWasCutOffCannotWriteForItsTaskAfterAnotherTookItOver() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch takenOver = new CountDownLatch(1);
    Queue<Throwable> refusals = new ConcurrentLinkedQueue<>();
    Queue<Integer> lostAttempts = new ConcurrentLinkedQueue<>();
    AtomicReference<TestNode> cutOff = new AtomicReference<>();
    cutOff.set(
        idle(
            nodeThatDoes(
                    (note, context) -> {
                      running.countDown();
                      takenOver.await();
                      refusals.add(catchThrowable(() -> write(cutOff.get(), context)));
                      refusals.add(catchThrowable(() -> register(context)));
                      refusals.add(catchThrowable(context::check));
                      refusals.add(catchThrowable(() -> writeByItself(cutOff.get())));
                      return TaskResult.failed("what the lost attempt says of it");
                    })
                .listener(new LossListener(lostAttempts))
                .lease(LEASE)));
    TestNode lost = cutOff.get();
    lost.jdbc.sql("CREATE TABLE witness (attempt INT)").update();
    lost.start();
    TaskKey key = launchOn(lost, List.of(7));
    eventually().until(() -> running.getCount() == 0);

    lost.control.cut();
    TestNode next = started(nodeThatDoes((note, context) -> writing(lost, context)).lease(LEASE));
    assertThat(ended(next, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    lost.control.mend();
    takenOver.countDown();

    eventually().until(() -> refusals.size() == 4);
    assertThat(refusals).allMatch(LostTaskException.class::isInstance);
    eventually().until(() -> lostAttempts.contains(1));
    assertThat(next.jdbc.sql("SELECT attempt FROM witness").query(Integer.class).list())
        .containsExactly(2);
    Task task = next.task(key);
    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.error()).isNull();
    assertThat(task.attempt()).isEqualTo(2);
    assertThat(next.ports.immediate().conflicts().count(key)).isZero();
  }

  private record LossListener(Queue<Integer> lost) implements TaskListener {

    @Override
    public void on(TaskEvent event) {}

    @Override
    public void onLost(Attempt attempt, String type) {
      lost.add(attempt.number());
    }
  }

  private TaskResult<Nothing> writing(TestNode node, TaskContext context) {
    write(node, context);
    return succeed(new Note(""), context);
  }

  /** What a handler does with its own tables. */
  private static void writeByItself(TestNode node) {
    TaskContext.inFencedTransaction(() -> insertWitness(node, 1));
  }

  private static void write(TestNode node, TaskContext context) {
    node.ports
        .stores()
        .transactions()
        .fenced(context.attempt(), () -> insertWitness(node, context.attempt().number()));
  }

  private static int insertWitness(TestNode node, int attempt) {
    return JdbcClient.create(node.application)
        .sql("INSERT INTO witness VALUES (?)")
        .param(attempt)
        .update();
  }

  private static void register(TaskContext context) {
    context.register(List.of(new RecordKey("Book", "9")));
  }

  @Test
  void aStoppedNodeWhoseTaskDoesNotGiveInLosesItToAnother() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    TestNode frozen =
        started(
            nodeThatDoes(
                    (note, context) -> {
                      running.countDown();
                      awaitThoughInterrupted(goOn);
                      done.countDown();
                      return TaskResult.failed("what the frozen attempt says of it");
                    })
                .lease(LEASE)
                .gracePeriod(Duration.ZERO));
    TaskKey key = launchOn(frozen, List.of(7));
    eventually().until(() -> running.getCount() == 0);

    frozen.engine.stop();
    TestNode next = started(nodeThatDoes(this::succeed).lease(LEASE));

    assertThat(ended(next, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    goOn.countDown();
    eventually().until(() -> done.getCount() == 0);
    assertThat(attempts).containsExactly(2);
    assertThat(next.task(key).error()).isNull();
  }

  private static void awaitThoughInterrupted(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.interrupted();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  @Test
  void aProcessThatIsToldToStopGivesItsTaskToAnotherWithinASecond() throws Exception {
    AtomicReference<Instant> goneOn = new AtomicReference<>();
    AtomicReference<TestNode> node = new AtomicReference<>();
    node.set(
        idle(
            nodeThatDoes(
                    (note, context) -> {
                      goneOn.set(node.get().clock.instant());
                      return succeed(note, context);
                    })
                .pollInterval(EngineSettings.DEFAULTS.pollInterval())));
    TestNode next = node.get();
    TaskKey key = launchOn(next, List.of(7));
    try (NodeProcess process =
        NodeProcess.start(
            kind(), database(), Duration.ofSeconds(60), NodeProcess.Work.CHECKPOINTS)) {
      RecordKey descendant = new RecordKey("Book", "8");
      eventually()
          .until(() -> next.ports.immediate().conflicts().holders(List.of(descendant)).size() == 1);
      next.start();

      process.terminate();
      Instant told = next.clock.instant();

      assertThat(ended(next, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(attempts).containsExactly(2);
      assertThat(Duration.between(told, goneOn.get())).isLessThan(Duration.ofSeconds(1));
      process.awaitEnd();
    }
  }

  @Test
  void whatAKilledProcessHadBegunGoesOnThoughItIsLimitedOrPausedAndNothingStartsBesideIt()
      throws Exception {
    Duration lease = Duration.ofMillis(1800);
    CountDownLatch goOn = new CountDownLatch(1);
    Queue<TaskKey> begun = new ConcurrentLinkedQueue<>();
    TestNode next =
        idle(
            node()
                .knows(
                    TaskDefinition.of(
                        NOTE,
                        (note, context) -> {
                          begun.add(context.task());
                          goOn.await();
                          return TaskResult.succeeded();
                        }),
                    TaskDefinition.of(
                        FamilyFixture.CHILD,
                        (note, context) -> {
                          begun.add(context.task());
                          return TaskResult.succeeded();
                        }),
                    TaskDefinition.of(BYSTANDER, this::succeed))
                .limits(NodeProcess.ONE_NOTE)
                .workers(4)
                .lease(lease));
    TaskKey limited = launch(next);
    TaskKey waiting = launch(next);
    TaskKey paused = launch(next.tasks(), FamilyFixture.CHILD, List.of());
    try (NodeProcess process =
        NodeProcess.start(kind(), database(), lease, NodeProcess.Work.LIMITED)) {
      eventually()
          .until(() -> next.task(limited).attempt() == 1 && next.task(paused).attempt() == 1);
      next.pauses().pause("child", "root", "too hot");
      TaskKey kept = launch(next.tasks(), FamilyFixture.CHILD, List.of());
      next.start();
      ended(next, launch(next.tasks(), BYSTANDER, List.of()));
      assertThat(begun).isEmpty();

      process.kill();

      assertThat(ended(next, paused).attempt()).isEqualTo(2);
      eventually().until(() -> begun.contains(limited));
      ended(next, launch(next.tasks(), BYSTANDER, List.of()));
      assertThat(begun).containsExactlyInAnyOrder(paused, limited);
      goOn.countDown();
      assertThat(ended(next, limited).attempt()).isEqualTo(2);
      assertThat(ended(next, waiting).attempt()).isEqualTo(1);
      assertThat(next.task(kept).status()).isEqualTo(TaskStatus.PENDING);
      next.pauses().resume("child", "root");
      assertThat(ended(next, kept).attempt()).isEqualTo(1);
    } finally {
      goOn.countDown();
    }
  }

  @Test
  void anAttemptThatLostTheDatabaseIsMadeAgainAfterABackOffThatGrowsToAMinute() {
    TestNode node =
        idle(
            nodeThatDoes(
                    (note, context) -> {
                      throw new IllegalStateException(
                          new SQLTransientConnectionException("no connection to be had"));
                    })
                .worker(MANY_ATTEMPTS));
    Map<TaskKey, Duration> backOffs =
        Map.of(
            brokenOff(node, 2), Duration.ofSeconds(4),
            brokenOff(node, 4), Duration.ofSeconds(16),
            brokenOff(node, 9), Duration.ofMinutes(1));
    Instant begun = node.clock.instant();

    node.start();

    backOffs.forEach((key, backOff) -> isPutOff(node, key, begun.plus(backOff)));
  }

  @Test
  void aTaskWhoseNodesDieIsDeliveredAgainAfterABackOffThatGrowsToAMinute() {
    TestNode node = idle(nodeThatDoes(this::succeed).worker(MANY_ATTEMPTS));
    Map<TaskKey, Duration> backOffs =
        Map.of(
            brokenOff(node, 3), Duration.ofSeconds(4),
            brokenOff(node, 5), Duration.ofSeconds(16),
            brokenOff(node, 10), Duration.ofMinutes(1));
    Instant begun = node.clock.instant();
    node.jdbc
        .sql("UPDATE powercrud_queue SET picked = TRUE, picked_by = 'gone', last_heartbeat = ?")
        .param(QueueColumns.utc(begun.minus(Duration.ofMinutes(5))))
        .update();

    node.start();

    backOffs.forEach((key, backOff) -> isPutOff(node, key, begun.plus(backOff)));
    assertThat(attempts).isEmpty();
  }

  /** A task of which so many attempts were broken off. */
  private static TaskKey brokenOff(TestNode node, int times) {
    TaskKey key = launch(node);
    node.jdbc
        .sql("UPDATE powercrud_queue SET consecutive_failures = ? WHERE task_instance = ?")
        .params(times, key.value())
        .update();
    return key;
  }

  private static void isPutOff(TestNode node, TaskKey key, Instant notBefore) {
    String row = "queue WHERE picked = FALSE AND task_instance = '" + key + "'";
    eventually().until(() -> node.count(row + " AND last_failure IS NOT NULL") == 1);
    assertThat(
            node.jdbc
                .sql("SELECT execution_time FROM powercrud_queue WHERE task_instance = ?")
                .param(key.value())
                .query(LocalDateTime.class)
                .single())
        .isBetween(
            QueueColumns.utc(notBefore), QueueColumns.utc(notBefore.plus(Duration.ofSeconds(30))));
  }

  @Test
  void aTaskThatEndsTheProcessesWhichRunItFailsAndFreesItsRecords() throws Exception {
    Duration lease = Duration.ofMillis(900);
    TestNode last =
        idle(
            nodeThatDoes(this::succeed)
                .lease(lease)
                .worker(new WorkerSettings(1, Duration.ofDays(1), Duration.ofMillis(50))));
    TaskKey key = launchOn(last, List.of(7));
    try (NodeProcess process =
        NodeProcess.start(kind(), database(), lease, NodeProcess.Work.LETHAL)) {
      process.awaitEnd();
    }

    last.start();

    Task task = ended(last, key);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.error()).contains("1 attempts were broken off");
    assertThat(attempts).isEmpty();
    assertThat(last.ports.immediate().conflicts().count(key)).isZero();
  }

  @Test
  void aStoppingNodeHandsItsTaskOverAtTheNextCheckpoint() {
    CountDownLatch running = new CountDownLatch(1);
    TestNode stopping =
        started(
            nodeThatDoes(
                (note, context) -> {
                  attempts.add(context.attempt().number());
                  running.countDown();
                  eventually().until(() -> passes(context));
                  return TaskResult.failed("not reached");
                }));
    TaskKey key = launchOn(stopping, List.of(7));
    eventually().until(() -> running.getCount() == 0);

    stopping.engine.stop();

    assertThat(stopping.task(key).status()).isEqualTo(TaskStatus.RUNNING);
    assertThat(stopping.ports.immediate().conflicts().count(key)).isEqualTo(1);
    TestNode next = started(nodeThatDoes(this::succeed));
    assertThat(ended(next, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(attempts).containsExactly(1, 2);
  }

  private static boolean passes(TaskContext context) {
    context.check();
    return false;
  }

  @Test
  void aStoppingNodeInterruptsATaskWithoutCheckpointsAndHandsItOver() {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    TestNode stopping =
        started(
            nodeThatDoes(
                    (note, context) -> {
                      attempts.add(context.attempt().number());
                      running.countDown();
                      try {
                        never.await();
                      } catch (InterruptedException e) {
                        throw new IllegalStateException("wrapped, as many do", e);
                      }
                      return TaskResult.succeeded();
                    })
                .gracePeriod(Duration.ofMillis(200)));
    TaskKey key = launch(stopping);
    eventually().until(() -> running.getCount() == 0);

    stopping.engine.stop();

    assertThat(stopping.task(key).status()).isEqualTo(TaskStatus.RUNNING);
    TestNode next = started(nodeThatDoes(this::succeed));
    assertThat(ended(next, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(attempts).containsExactly(1, 2);
  }

  @Test
  void aTaskThatIsInterruptedByItsOwnDoingHasFailed() {
    TestNode node =
        started(
            nodeThatDoes(
                (note, context) -> {
                  attempts.add(context.attempt().number());
                  throw new InterruptedException("by itself");
                }));

    Task task = ended(node, launch(node));

    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.error()).contains("by itself");
    assertThat(attempts).containsExactly(1);
  }

  @Test
  void handOversDoNotCountAsAttemptsThatWereBrokenOff() {
    WorkerSettings oneAttempt = new WorkerSettings(1, Duration.ofDays(1), Duration.ofMillis(50));
    TestNode node =
        idle(
            nodeThatDoes(
                    (note, context) -> {
                      attempts.add(context.attempt().number());
                      if (context.attempt().number() < 3) {
                        eventually().until(() -> passes(context));
                      }
                      return TaskResult.succeeded();
                    })
                .worker(oneAttempt));
    TaskKey key = launch(node);

    for (int run = 1; run < 3; run++) {
      int current = run;
      node.start();
      eventually().until(() -> attempts.contains(current));
      node.engine.stop();
    }
    node.start();

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(attempts).containsExactly(1, 2, 3);
  }

  @Test
  void aTaskThatKilledItsNodesTooOftenEndsAndSaysSo() {
    TestNode node =
        idle(
            nodeThatDoes(this::succeed)
                .worker(new WorkerSettings(2, Duration.ofDays(1), Duration.ofMillis(50))));
    TaskKey key = launchOn(node, List.of(7));
    node.jdbc.sql("UPDATE powercrud_queue SET consecutive_failures = 2").update();

    node.start();

    Task task = ended(node, key);
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.error()).contains("2 attempts were broken off");
    assertThat(attempts).isEmpty();
    assertThat(node.ports.immediate().conflicts().count(key)).isZero();
  }

  @Test
  void anAttemptThatLosesTheDatabaseIsMadeAgainAndIsNoFailure() {
    AtomicReference<TestNode> node = new AtomicReference<>();
    node.set(
        idle(
            nodeThatDoes(
                (note, context) -> {
                  attempts.add(context.attempt().number());
                  if (context.attempt().number() == 1) {
                    node.get().application.cut();
                  }
                  try {
                    TaskContext.inFencedTransaction(() -> {});
                  } finally {
                    node.get().application.mend();
                  }
                  return TaskResult.succeeded();
                })));
    node.get().start();

    Task task = ended(node.get(), launchOn(node.get(), List.of(7)));

    assertThat(task.status()).as(String.valueOf(task.error())).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(attempts).containsExactly(1, 2);
  }

  @Test
  void aTaskThatLosesTheDatabaseInEveryAttemptEndsAndSaysWhy() {
    TestNode node =
        started(
            nodeThatDoes(
                    (note, context) -> {
                      attempts.add(context.attempt().number());
                      throw new IllegalStateException(
                          new SQLTransientConnectionException("no connection to be had"));
                    })
                .worker(new WorkerSettings(2, Duration.ofDays(1), Duration.ofMillis(50))));

    TaskKey key = launchOn(node, List.of(7));
    Task task = ended(node, key);

    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.error())
        .contains("2 attempts were broken off")
        .contains("no connection to be had");
    assertThat(attempts).containsExactly(1, 2);
    assertThat(node.ports.immediate().conflicts().count(key)).isZero();
  }
}
