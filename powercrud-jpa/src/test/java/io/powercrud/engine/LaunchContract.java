package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Idempotency;
import io.powercrud.task.IdempotencyException;
import io.powercrud.task.Launch;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.PayloadException;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskFailedException;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A launch is all or nothing, and what runs at once is a task like any other. */
abstract class LaunchContract extends EngineFixture {

  private static final List<RecordKey> BOOK_7 = List.of(new RecordKey("Book", "7"));

  private final TestNode node;

  LaunchContract(TestDatabase database) {
    super(database);
    node = idle(nodeThatDoes(this::write));
  }

  @BeforeEach
  void createWitness() {
    node.jdbc.sql("CREATE TABLE witness (text VARCHAR(100))").update();
  }

  private TaskResult<Nothing> write(Note note, TaskContext context) {
    JdbcClient.create(node.application)
        .sql("INSERT INTO witness VALUES (?)")
        .param(note.text())
        .update();
    TaskContext.progress(1, 1, "written");
    return switch (note.text()) {
      case "fails" -> TaskResult.failed("no ink");
      case "throws" -> throw new IllegalStateException("no paper");
      default -> TaskResult.succeeded();
    };
  }

  private Launch<Note, Nothing> note(String text) {
    return node.tasks().run(NOTE, new Note(text)).reserving(Book.class, List.of(7));
  }

  private long witnesses() {
    return node.jdbc.sql("SELECT COUNT(*) FROM witness").query(Long.class).single();
  }

  private Task onlyTask() {
    String key = node.jdbc.sql("SELECT task_key FROM powercrud_task").query(String.class).single();
    return node.task(new TaskKey(key));
  }

  private void assertNothingHeld() {
    assertThat(node.ports.stores().conflicts().holders(BOOK_7)).isEmpty();
  }

  @Test
  void whatRunsAtOnceIsATaskInTheHistory() {
    LaunchResult<Nothing> result = note("hello").reason("because").runNow();

    assertThat(result).isInstanceOf(LaunchResult.Ran.class);
    Task task = onlyTask();
    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.reason()).isEqualTo("because");
    assertThat(task.caller()).isEqualTo(TestNode.CALLER);
    assertThat(task.attempt()).isEqualTo(1);
    assertThat(task.total()).isEqualTo(1);
    assertThat(task.progress().message()).isEqualTo("written");
    assertThat(witnesses()).isEqualTo(1);
    assertThat(node.queued()).isZero();
    assertNothingHeld();
  }

  @Test
  void whatFailsAtOnceIsRolledBackAndWrittenDownAsFailed() {
    LaunchResult<Nothing> failed = note("fails").runNow();

    assertThat(((LaunchResult.Ran<Nothing>) failed).result().status()).isEqualTo(TaskStatus.FAILED);
    assertThat(onlyTask().status()).isEqualTo(TaskStatus.FAILED);
    assertThat(onlyTask().error()).isEqualTo("no ink");
    assertThat(witnesses()).isZero();
    assertNothingHeld();
  }

  @Test
  void whatThrowsAtOnceIsRolledBackAndWrittenDownAsFailed() {
    assertThat(note("throws").runNow()).isInstanceOf(LaunchResult.Ran.class);

    assertThat(onlyTask().status()).isEqualTo(TaskStatus.FAILED);
    assertThat(onlyTask().error()).contains("no paper");
    assertThat(witnesses()).isZero();
    assertNothingHeld();
  }

  @Test
  void whatFailsInTheCallersTransactionTakesThatWithItThoughTheCallerLooksAway() {
    assertThatThrownBy(
            () ->
                node.transaction.executeWithoutResult(
                    transaction ->
                        assertThatThrownBy(() -> note("fails").runNow())
                            .isInstanceOf(TaskFailedException.class)
                            .hasMessage("no ink")))
        .hasMessageContaining("rollback-only");

    assertThat(node.count("task")).isZero();
    assertThat(node.count("record")).isZero();
    assertThat(witnesses()).isZero();
  }

  @Test
  void whatRanInTheCallersTransactionIsRolledBackWithIt() {
    node.transaction.executeWithoutResult(
        transaction -> {
          note("hello").runNow();
          transaction.setRollbackOnly();
        });

    assertThat(node.count("task")).isZero();
    assertThat(node.count("record")).isZero();
    assertThat(witnesses()).isZero();
  }

  @Test
  void aRefusedLaunchNamesTheConflictAndLeavesNothing() {
    TaskKey holder = ((LaunchResult.Launched<Nothing>) note("first").launch()).task();

    LaunchResult<Nothing> launched = note("second").launch();
    LaunchResult<Nothing> run = note("third").runNow();

    assertThat(List.of(launched, run))
        .allSatisfy(
            result -> {
              Conflict conflict =
                  ((LaunchResult.Refused<Nothing>) result).conflicts().first().get(0);
              assertThat(conflict.record()).isEqualTo(BOOK_7.get(0));
              assertThat(conflict.holder()).isEqualTo(holder);
              assertThat(conflict.user()).isEqualTo("anna");
              assertThat(conflict.since()).isBeforeOrEqualTo(node.clock.instant());
            });
    assertThat(onlyTask().key()).isEqualTo(holder);
    assertThat(node.queued()).isEqualTo(1);
    assertThat(witnesses()).isZero();
  }

  @Test
  void theSameRequestIsDoneOnceAndAnotherOneWithItsKeyIsRefused() {
    TaskKey first =
        ((LaunchResult.Ran<Nothing>)
                note("hello").idempotency(new Idempotency("k", "hash")).runNow())
            .task();

    LaunchResult<Nothing> again = note("hello").idempotency(new Idempotency("k", "hash")).launch();

    assertThat(((LaunchResult.Known<Nothing>) again).earlier().key()).isEqualTo(first);
    assertThatThrownBy(() -> note("other").idempotency(new Idempotency("k", "other")).launch())
        .isInstanceOf(IdempotencyException.class)
        .hasMessageContaining(first.value());
    assertThat(witnesses()).isEqualTo(1);
    assertThat(node.queued()).isZero();
  }

  @Test
  void oneRequestThatIsSentAHundredTimesAtOnceIsOneTask() throws Exception {
    int requests = 100;
    ExecutorService clients = Executors.newFixedThreadPool(requests);
    CyclicBarrier together = new CyclicBarrier(requests);
    try {
      List<Future<TaskKey>> answers = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        answers.add(
            clients.submit(
                () -> {
                  together.await();
                  return keyOf(note("hello").idempotency(new Idempotency("k", "hash")).launch());
                }));
      }
      Set<TaskKey> tasks = new HashSet<>();
      for (Future<TaskKey> answer : answers) {
        tasks.add(answer.get());
      }
      assertThat(tasks).containsExactly(onlyTask().key());
      assertThat(node.queued()).isEqualTo(1);
    } finally {
      clients.shutdownNow();
    }
  }

  private static TaskKey keyOf(LaunchResult<Nothing> result) {
    return result instanceof LaunchResult.Known<Nothing> known
        ? known.earlier().key()
        : ((LaunchResult.Launched<Nothing>) result).task();
  }

  /** A payload with something alive in it. */
  record Alive(Thread thread) {}

  @Test
  void aPayloadThatCannotBeWrittenIsRefusedAtTheLaunch() {
    TaskType<Alive, Nothing> alive = TaskType.of("alive", Alive.class);
    TestNode other =
        idle(node().knows(TaskDefinition.of(alive, (payload, context) -> TaskResult.succeeded())));

    assertThatThrownBy(
            () ->
                other
                    .tasks()
                    .run(alive, new Alive(Thread.currentThread()))
                    .reserving(Book.class, List.of(7))
                    .launch())
        .isInstanceOf(PayloadException.class)
        .hasMessageContaining("Alive");

    assertThat(node.count("task")).isZero();
    assertNothingHeld();
  }

  @Test
  void whatRunsAtOnceCannotWaitForItsRecords() {
    assertThatThrownBy(() -> note("hello").onConflict(OnConflict.WAIT).runNow())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("wait");

    assertThat(node.count("task")).isZero();
  }

  @Test
  void aManagerThatIsSwitchedOffRefusesToLaunchAndSaysHowToSwitchItOn() {
    TaskManager off = TaskManager.named("off", node.ports).enabled(false).build();

    assertThatThrownBy(() -> off.run(NOTE, new Note("hello")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("powercrud.tasks.enabled");
  }
}
