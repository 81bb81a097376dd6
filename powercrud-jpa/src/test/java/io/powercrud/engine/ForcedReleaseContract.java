package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Attempt;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.OnFailure;
import io.powercrud.task.OpenedTaskContext;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskStore;
import io.powercrud.task.TaskType.Nothing;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** An administrator frees what a stuck task holds, and nobody who worked for it writes any more. */
@Tag("G3")
@Tag("G4")
abstract class ForcedReleaseContract extends FamilyFixture {

  private static final List<RecordKey> BOOK_7 = List.of(new RecordKey("Book", "7"));

  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Queue<String> started = new ConcurrentLinkedQueue<>();
  private final Queue<Throwable> refusals = new ConcurrentLinkedQueue<>();

  ForcedReleaseContract(TestDatabase database) {
    super(database);
  }

  @AfterEach
  void letGo() {
    goOn.countDown();
  }

  /** Hangs where no checkpoint is, and tries everything when it comes back. */
  private TaskResult<Nothing> stuck(Note note, TaskContext context) throws Exception {
    started.add(note.text());
    goOn.await();
    attempt(() -> TaskContext.registerDescendants(Book.class, List.of("late")));
    attempt(() -> TaskContext.inFencedTransaction(this::insertWitness));
    attempt(context::check);
    return TaskResult.succeeded();
  }

  private void attempt(ThrowingCallable call) {
    Throwable refusal = catchThrowable(call);
    refusals.add(refusal == null ? new AssertionError("This was not refused") : refusal);
  }

  private int insertWitness() {
    return JdbcClient.create(family().application).sql("INSERT INTO witness VALUES (1)").update();
  }

  private TestNode stuckFamily() {
    TestNode node =
        family(
            (note, context) -> {
              child("one").asChild();
              child("two").onFailure(OnFailure.IGNORE).asChild();
              child("three").asChild();
              return TaskResult.succeeded();
            },
            this::stuck);
    node.jdbc.sql("CREATE TABLE witness (n INT)").update();
    return node;
  }

  private static void assertNothingIsLeftOf(TestNode node) {
    for (String rows :
        List.of("record", "exclusive", "wait", "children WHERE open_children <> 0")) {
      assertThat(node.count(rows)).as(rows).isZero();
    }
    assertThat(node.queued()).isZero();
  }

  @Test
  void aStuckTaskEndsWithWhoDidItAndWhyAndItsRecordsAreTheNextOnes() {
    TestNode node =
        family(
            (note, context) -> {
              TaskContext.registerExclusively(Book.class, List.of(8));
              return note.text().equals("next") ? TaskResult.succeeded() : stuck(note, context);
            },
            this::stuck);
    node.jdbc.sql("CREATE TABLE witness (n INT)").update();
    TaskKey key = launchOn(node, List.of(7));
    eventually().until(() -> !started.isEmpty());

    assertThat(node.tasks().forceRelease(key, "  hangs since noon ")).isTrue();

    Task released = node.task(key);
    assertThat(released.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(released.error()).isEqualTo("Released by anna: hangs since noon");
    assertThat(released.finishedAt()).isNotNull();
    assertThat(released.attempt()).as("one more, which is nobody's").isEqualTo(2);
    assertThatThrownBy(() -> node.ports.stores().tasks().prove(new Attempt(key, key, 1)))
        .isInstanceOf(LostTaskException.class);
    assertNothingIsLeftOf(node);
    TaskKey next =
        keyOf(
            node.tasks()
                .run(NOTE, new Note("next"))
                .reserving(Book.class, List.of(7))
                .inlineOrLaunch());
    assertThat(ended(node, next).status()).isEqualTo(TaskStatus.SUCCEEDED);

    goOn.countDown();
    eventually().until(() -> refusals.size() == 3);
    assertThat(refusals).allMatch(LostTaskException.class::isInstance);
    assertThat(node.jdbc.sql("SELECT COUNT(*) FROM witness").query(Long.class).single()).isZero();
    assertThat(node.task(key)).isEqualTo(released);
    assertNothingIsLeftOf(node);
  }

  @Test
  void whatIsOpenBelowATaskEndsWithItInOneTransaction() {
    TestNode node = stuckFamily();
    TaskKey key = launchOn(node, List.of(7));
    eventually().until(() -> started.size() == 2);
    eventually().until(() -> node.task(key).status() == TaskStatus.WAITING_FOR_CHILDREN);

    assertThat(node.tasks().forceRelease(key, "hangs")).isTrue();

    Task released = node.task(key);
    assertThat(released.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(released.error()).isEqualTo("Released by anna: hangs");
    assertThat(childrenOf(key))
        .hasSize(3)
        .allSatisfy(
            child -> {
              assertThat(child.status()).isEqualTo(TaskStatus.FAILED);
              assertThat(child.error()).isEqualTo(released.error());
              assertThat(child.finishedAt()).isEqualTo(released.finishedAt());
            });
    assertNothingIsLeftOf(node);

    goOn.countDown();
    eventually().until(() -> refusals.size() == 6);
    assertThat(refusals).allMatch(LostTaskException.class::isInstance);
    assertThat(node.jdbc.sql("SELECT COUNT(*) FROM witness").query(Long.class).single()).isZero();
    assertThat(started).as("the child that had not begun never does").hasSize(2);
    assertNothingIsLeftOf(node);
  }

  @Test
  void aReleasedChildIsAFailedOneForItsParentWhoseRecordsStayHeld() {
    TestNode node = stuckFamily();
    TaskKey key = launchOn(node, List.of(7));
    eventually().until(() -> started.size() == 2);
    TaskKey child =
        childrenOf(key).stream()
            .filter(task -> task.payload().contains("\"one\""))
            .map(Task::key)
            .findFirst()
            .orElseThrow();

    assertThat(node.tasks().forceRelease(child, "hangs")).isTrue();

    assertThat(node.task(child).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(node.task(key).status().isEnded()).isFalse();
    assertThat(node.ports.stores().conflicts().holders(BOOK_7).get(BOOK_7.get(0)).holder())
        .isEqualTo(key);
    goOn.countDown();
    Task parent = ended(node, key);
    assertThat(parent.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(parent.error()).contains("Child task child", "failed: Released by anna: hangs");
    eventually().until(() -> node.queued() == 0);
    assertNothingIsLeftOf(node);
  }

  @Test
  void aParentThatKeepsLaunchingChildrenIsEndedAllTheSame() {
    Queue<Throwable> ends = new ConcurrentLinkedQueue<>();
    TestNode node =
        family(
            (note, context) -> {
              try {
                while (goOn.getCount() > 0) {
                  child("one more").asChild();
                  started.add("child");
                }
                return TaskResult.succeeded();
              } catch (RuntimeException e) {
                ends.add(e);
                throw e;
              }
            },
            (note, context) -> TaskResult.succeeded());
    TaskKey key = launchOn(node, List.of(7));
    eventually().until(() -> started.size() > 5);

    assertThat(node.tasks().forceRelease(key, "runs away")).isTrue();

    eventually().until(() -> ends.size() == 1);
    assertThat(ends.peek()).isInstanceOf(LostTaskException.class);
    assertThat(childrenOf(key)).allMatch(child -> child.status().isEnded());
    assertThat(node.task(key).status()).isEqualTo(TaskStatus.FAILED);
    eventually().until(() -> node.queued() == 0);
    assertNothingIsLeftOf(node);
  }

  @Test
  void aTaskThatWaitsForItsRecordsGivesUpItsPlace() {
    TestNode node = family(this::stuck, this::stuck);
    node.jdbc.sql("CREATE TABLE witness (n INT)").update();
    TaskKey holder = launchOn(node, List.of(7));
    eventually().until(() -> !started.isEmpty());
    TaskKey waiting =
        ((LaunchResult.Launched<Nothing>)
                node.tasks()
                    .run(NOTE, new Note("waits"))
                    .reserving(Book.class, List.of(7))
                    .onConflict(OnConflict.WAIT)
                    .inlineOrLaunch())
            .task();

    assertThat(node.tasks().forceRelease(waiting, "not wanted any more")).isTrue();

    assertThat(node.task(waiting).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(node.count("record WHERE task_key = '" + waiting + "'")).isZero();
    assertThat(node.count("queue WHERE task_instance = '" + waiting + "'")).isZero();
    assertThat(node.ports.stores().conflicts().count(holder)).isEqualTo(1);
    goOn.countDown();
    assertThat(ended(node, holder).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(started).containsExactly("hello");
  }

  @Test
  void anAttemptThatBeginsBetweenTheStepsIsSupersededToo() throws Exception {
    StepStore.Barrier barrier = new StepStore.Barrier();
    TestNode node =
        idle(
            nodeThatDoes((note, context) -> TaskResult.succeeded())
                .tasks(tasks -> StepStore.around(tasks, barrier)));
    TaskKey key = launchOn(node, List.of(7));
    TaskStore tasks = node.ports.immediate().tasks();
    barrier.stopAfter(new StepStore.Step("openChildrenOf", 1), "administrator");

    ExecutorService administrator =
        Executors.newSingleThreadExecutor(work -> new Thread(work, "administrator"));
    try {
      Future<Boolean> released =
          administrator.submit(() -> node.tasks().forceRelease(key, "hangs"));
      barrier.awaitStop(new CompletableFuture<>());
      Attempt begun = tasks.beginAttempt(key, node.clock.instant()).orElseThrow();
      barrier.goOn();

      assertThat(released.get(30, TimeUnit.SECONDS)).isTrue();
      assertThatThrownBy(() -> tasks.prove(begun)).isInstanceOf(LostTaskException.class);
      assertThat(node.task(key).status()).isEqualTo(TaskStatus.FAILED);
      assertNothingIsLeftOf(node);
    } finally {
      administrator.shutdownNow();
    }
  }

  @Test
  void aLockThatIsInItsWayWhileItSupersedesMakesItTryAgain() throws SQLException {
    CompletableFuture<Throwable> refusal = new CompletableFuture<>();
    try (Connection other = database().unpooled().getConnection()) {
      TestNode node =
          idle(
              TestNode.on(thatWaitsForNoLock())
                  .knows(TaskDefinition.of(NOTE, (note, context) -> TaskResult.succeeded()))
                  .tasks(
                      tasks ->
                          StepStore.telling(
                              tasks,
                              "lock",
                              failure -> {
                                refusal.complete(failure);
                                other.rollback();
                              })));
      TaskKey key = launchOn(node, List.of(7));
      other.setAutoCommit(false);
      lock(other, key);

      assertThat(node.tasks().forceRelease(key, "hangs")).isTrue();

      assertThat(refusal).isCompleted();
      assertThat(node.task(key).status()).isEqualTo(TaskStatus.FAILED);
      assertNothingIsLeftOf(node);
    }
  }

  private DatabaseAddress thatWaitsForNoLock() {
    return database()
        .withSessionSql(
            switch (kind()) {
              case H2 -> "SET LOCK_TIMEOUT 100";
              case POSTGRESQL -> "SET lock_timeout = '100ms'";
              case MARIADB -> "SET SESSION innodb_lock_wait_timeout = 0";
            });
  }

  private static void lock(Connection connection, TaskKey key) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT task_key FROM powercrud_task WHERE task_key = ? FOR UPDATE")) {
      statement.setString(1, key.value());
      assertThat(statement.executeQuery().next()).isTrue();
    }
  }

  @Test
  void aReasonIsAskedForAndWhatHasEndedStaysAsItIs() {
    TestNode node = started(nodeThatDoes((note, context) -> TaskResult.succeeded()));
    TaskKey ended = launchOn(node, List.of(1));
    ended(node, ended);
    node.engine.stop();
    TaskKey open = launchOn(node, List.of(7));
    Task before = node.task(open);
    TaskManager tasks = node.tasks();

    assertThatThrownBy(() -> tasks.forceRelease(open, " \t"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 to 1000 characters, not of 0");
    assertThatThrownBy(() -> tasks.forceRelease(open, "x".repeat(1_001)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("not of 1001");
    assertThat(node.task(open)).isEqualTo(before);
    assertThat(node.ports.stores().conflicts().count(open)).isEqualTo(1);

    Task asItEnded = node.task(ended);
    assertThat(tasks.forceRelease(ended, "late")).isFalse();
    assertThat(node.task(ended)).isEqualTo(asItEnded);
    assertThat(tasks.forceRelease(new TaskKey("nobody"), "who?")).isFalse();
    assertThat(tasks.forceRelease(open, "x".repeat(1_000))).isTrue();
  }

  @Test
  void aTreeWhoseChildrenEndAtThatMomentEndsAsAWholeOnceOneWayOrTheOther() {
    TestNode node =
        family(
            (note, context) -> {
              family()
                  .tasks()
                  .launchAll(IntStream.range(0, 12).mapToObj(i -> child("" + i)).toList());
              return TaskResult.succeeded();
            },
            (note, context) -> TaskResult.succeeded());
    for (int round = 0; round < 4; round++) {
      TaskKey key = launchOn(node, List.of(round));
      eventually().until(() -> !childrenOf(key).isEmpty());

      boolean byForce = node.tasks().forceRelease(key, "in a hurry");

      assertThat(ended(node, key).status())
          .isEqualTo(byForce ? TaskStatus.FAILED : TaskStatus.SUCCEEDED);
      assertThat(childrenOf(key)).hasSize(12).allMatch(child -> child.status().isEnded());
      assertThat(node.ports.stores().conflicts().count(key)).isZero();
    }
    eventually().until(() -> node.queued() == 0);
    assertNothingIsLeftOf(node);
  }

  @Test
  void anAttemptThatEndsRightAfterItIsLostAndLeavesItsEndAsItIs() {
    TestNode node = started(nodeThatDoes((note, context) -> TaskResult.succeeded()));
    OpenedTaskContext attempt = OpenedTaskContext.open(node.ports);

    assertThat(node.tasks().forceRelease(attempt.task(), "in a hurry")).isTrue();

    assertThatThrownBy(attempt::close).isInstanceOf(LostTaskException.class);
    assertThat(node.task(attempt.task()).error()).contains("in a hurry");
  }

  @Test
  void aTaskThatEndsAtThatMomentEndsOnceOneWayOrTheOther() {
    TestNode node = started(nodeThatDoes((note, context) -> TaskResult.succeeded()).workers(2));
    List<TaskKey> keys = new ArrayList<>();
    List<TaskKey> byForce = new ArrayList<>();

    IntStream.range(0, 15).forEach(i -> keys.add(launchOn(node, List.of(i))));
    for (TaskKey key : keys) {
      if (node.tasks().forceRelease(key, "in a hurry")) {
        byForce.add(key);
      }
    }

    keys.forEach(key -> ended(node, key));
    assertThat(keys)
        .allSatisfy(
            key ->
                assertThat(node.task(key).status())
                    .isEqualTo(byForce.contains(key) ? TaskStatus.FAILED : TaskStatus.SUCCEEDED));
    eventually().until(() -> node.queued() == 0);
    assertNothingIsLeftOf(node);
  }
}
