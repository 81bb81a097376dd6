package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.context.ContextExecutorService;
import io.micrometer.context.ContextSnapshotFactory;
import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictException;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskEvent;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A handler always runs inside its task's context, and nothing of it is left afterwards. */
abstract class ContextContract extends EngineFixture {

  private static final TaskType<Note, Nothing> INNER = TaskType.of("inner", Note.class);

  ContextContract(TestDatabase database) {
    super(database);
  }

  /** What a thread sees of the task that it works for. */
  private record Seen(String task, String mdc) {

    static Seen here() {
      return new Seen(
          TaskContext.current().map(context -> context.task().value()).orElse("none"),
          String.valueOf(MDC.get(TaskContext.MDC_KEY)));
    }
  }

  private static final Seen NOTHING = new Seen("none", "null");

  private static Seen inside(TaskKey key) {
    return new Seen(key.value(), key.value());
  }

  @Test
  void aHandlerRunsInsideItsTasksContextAndTheThreadIsCleanAfterwardsWhateverWasThrown() {
    Queue<Seen> inHandler = new ConcurrentLinkedQueue<>();
    Queue<Seen> afterwards = new ConcurrentLinkedQueue<>();
    TestNode node =
        started(
            nodeThatDoes(
                    (note, context) -> {
                      inHandler.add(Seen.here());
                      assertThat(context.caller()).isEqualTo(TestNode.CALLER);
                      if (inHandler.size() == 2) {
                        throw new AssertionError("no good");
                      }
                      return TaskResult.succeeded();
                    })
                .workers(1)
                .listener(event -> whenEnded(event, afterwards)));

    List<TaskKey> keys = List.of(launch(node), launch(node), launch(node));
    keys.forEach(key -> ended(node, key));

    assertThat(inHandler)
        .containsExactlyInAnyOrderElementsOf(keys.stream().map(ContextContract::inside).toList());
    eventually().until(() -> afterwards.size() == 3);
    assertThat(afterwards).containsOnly(NOTHING);
    assertThat(Seen.here()).isEqualTo(NOTHING);
  }

  private static void whenEnded(TaskEvent event, Queue<Seen> seen) {
    if (event.status().isEnded()) {
      seen.add(Seen.here());
    }
  }

  @Test
  void whatAHandlerWritesInAFencedTransactionIsThereAsAWholeOrNotAtAll() {
    AtomicReference<TestNode> node = new AtomicReference<>();
    node.set(
        idle(
            nodeThatDoes(
                (note, context) -> {
                  int written =
                      TaskContext.inFencedTransaction(() -> write(node.get(), "committed"));
                  assertThat(written).isEqualTo(1);
                  assertThatThrownBy(
                          () -> TaskContext.inFencedTransaction(() -> writeAndThrow(node.get())))
                      .hasMessage("thought better of it");
                  return TaskResult.succeeded();
                })));
    node.get().jdbc.sql("CREATE TABLE witness (word VARCHAR(20))").update();
    node.get().start();

    Task task = ended(node.get(), launch(node.get()));

    assertThat(task.status()).as(String.valueOf(task.error())).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(node.get().jdbc.sql("SELECT word FROM witness").query(String.class).list())
        .containsExactly("committed");
    assertThatThrownBy(() -> TaskContext.inFencedTransaction(() -> {}))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("inFencedTransaction");
  }

  private static int write(TestNode node, String word) {
    return JdbcClient.create(node.application)
        .sql("INSERT INTO witness VALUES (?)")
        .param(word)
        .update();
  }

  private static void writeAndThrow(TestNode node) {
    write(node, "rolled back");
    throw new IllegalStateException("thought better of it");
  }

  @Test
  void theContextOfAnOuterTaskIsRestoredAfterAnInnerOne() {
    AtomicReference<TestNode> node = new AtomicReference<>();
    Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    TaskDefinition<Note, Nothing> inner =
        TaskDefinition.of(
            INNER,
            (note, context) -> {
              seen.add(Seen.here());
              return TaskResult.succeeded();
            });
    TaskDefinition<Note, Nothing> outer =
        TaskDefinition.of(
            NOTE,
            (note, context) -> {
              TaskKey other =
                  ((LaunchResult.Launched<Nothing>) node.get().tasks().run(INNER, note).detached())
                      .task();
              node.get().worker.run(other);
              assertThat(seen.poll()).isEqualTo(inside(other));
              seen.add(Seen.here());
              return TaskResult.succeeded();
            });
    TestNode idle = idle(node().knows(outer, inner));
    node.set(idle);
    TaskKey key = launch(idle);

    idle.worker.run(key);

    assertThat(idle.task(key).error()).isNull();
    assertThat(seen).containsExactly(inside(key));
    assertThat(Seen.here()).isEqualTo(NOTHING);
  }

  @Test
  void nestedWorkRunsInlineUnderTheKeyOfTheTaskAroundItWithItsRecordsAsDescendants() {
    AtomicReference<TestNode> node = new AtomicReference<>();
    AtomicReference<Map<RecordKey, Conflict>> held = new AtomicReference<>();
    Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    RecordKey genre = new RecordKey("Genre", "3");
    TaskDefinition<Note, Nothing> inner =
        TaskDefinition.of(
            INNER,
            (note, context) -> {
              seen.add(Seen.here());
              held.set(node.get().ports.stores().conflicts().holders(List.of(genre)));
              return TaskResult.succeeded();
            });
    TaskDefinition<Note, Nothing> outer =
        TaskDefinition.of(
            NOTE,
            (note, context) -> {
              node.get()
                  .tasks()
                  .run(INNER, note)
                  .reserving(Genre.class, List.of(3))
                  .inlineOrLaunch();
              return TaskResult.succeeded();
            });
    node.set(started(node().knows(outer, inner)));

    TaskKey key = launch(node.get());

    assertThat(ended(node.get(), key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(seen).containsExactly(inside(key));
    assertThat(held.get().get(genre).holder()).isEqualTo(key);
    assertThat(node.get().count("task")).isEqualTo(1);
    assertThat(node.get().ports.stores().conflicts().holders(List.of(genre))).isEmpty();
  }

  /** The entity whose records are descendants here. */
  static final class Genre {
    private Genre() {}
  }

  @Test
  void aRefusedDescendantIsAnExceptionThatNamesTheConflict() {
    CountDownLatch release = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    TestNode node =
        started(
            nodeThatDoes(
                (note, context) -> {
                  if (note.text().equals("holder")) {
                    running.countDown();
                    release.await();
                  } else {
                    TaskContext.registerDescendants(Book.class, List.of(1, 7));
                  }
                  return TaskResult.succeeded();
                }));
    TaskKey holder =
        ((LaunchResult.Launched<Nothing>)
                node.tasks()
                    .run(NOTE, new Note("holder"))
                    .reserving(Book.class, List.of(7))
                    .inlineOrLaunch())
            .task();
    eventually().until(() -> running.getCount() == 0);

    Task refused = ended(node, launch(node));

    assertThat(refused.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(refused.error()).contains("Book 7").contains(holder.value()).contains("anna");
    assertThat(node.ports.stores().conflicts().holders(List.of(new RecordKey("Book", "1"))))
        .isEmpty();
    release.countDown();
    ended(node, holder);
  }

  @Test
  void aRecordThatTheTaskHoldsAlreadyIsNoConflict() {
    TestNode node =
        started(
            nodeThatDoes(
                (note, context) -> {
                  TaskContext.registerDescendants(Book.class, List.of(7, 8));
                  TaskContext.registerDescendants(Book.class, List.of(8, 9, 9));
                  return TaskResult.succeeded();
                }));

    assertThat(ended(node, launchOn(node, List.of(7))).status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void workThatOutlivesItsTaskIsRefused() {
    AtomicReference<TaskContext> kept = new AtomicReference<>();
    TestNode node =
        started(
            nodeThatDoes(
                (note, context) -> {
                  kept.set(context);
                  return TaskResult.succeeded();
                }));
    TaskKey key = launch(node);
    ended(node, key);
    TaskContext closed = kept.get();
    List<RecordKey> books = List.of(new RecordKey("Book", "7"));

    assertThatThrownBy(() -> closed.register(books))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(key.value())
        .hasMessageContaining("outlived");
    assertThatThrownBy(closed::check).isInstanceOf(IllegalStateException.class);
    assertThat(node.ports.stores().conflicts().holders(books)).isEmpty();
    assertThat(node.task(closed.task()).escapedWork()).isEqualTo(Thread.currentThread().getName());
  }

  @Test
  void whatWorkThatOutlivesItsTaskWasReservingIsNotReserved() throws Exception {
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    AtomicReference<Thread> escaped = new AtomicReference<>();
    TestNode node =
        started(
            nodeThatDoes(
                (note, context) -> {
                  Thread thread =
                      escaping(
                          () ->
                              refusal.set(
                                  catchThrowable(
                                      () ->
                                          TaskContext.registerDescendants(
                                              Book.class, List.of(7)))));
                  eventually().until(() -> isReserving(thread));
                  escaped.set(thread);
                  return TaskResult.succeeded();
                }));

    node.transaction.executeWithoutResult(
        status -> {
          node.tasks()
              .run(NOTE, new Note("rolled back"))
              .reserving(Book.class, List.of(7))
              .launch();
          TaskKey key = node.ports.stores().transactions().separate(() -> launch(node));
          ended(node, key);
          status.setRollbackOnly();
        });
    escaped.get().join();

    assertThat(refusal.get()).isInstanceOf(LostTaskException.class);
    assertThat(node.count("record WHERE held = 1")).isZero();
  }

  /** It waits there for the other transaction, which has the record's place. */
  private static boolean isReserving(Thread thread) {
    return Arrays.stream(thread.getStackTrace())
        .anyMatch(frame -> frame.getMethodName().equals("reserveDescendants"));
  }

  @Test
  void theContextFollowsWorkThatIsHandedToAnExecutor() throws Exception {
    ExecutorService plain = Executors.newSingleThreadExecutor();
    ExecutorService carrying =
        ContextExecutorService.wrap(plain, ContextSnapshotFactory.builder().build()::captureAll);
    Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    TestNode node =
        started(
            nodeThatDoes(
                (note, context) -> {
                  carrying.submit(() -> seen.add(Seen.here())).get();
                  plain.submit(() -> seen.add(Seen.here())).get();
                  return TaskResult.succeeded();
                }));

    TaskKey key = launch(node);

    assertThat(ended(node, key).error()).isNull();
    assertThat(seen).containsExactly(inside(key), NOTHING);
    plain.shutdown();
  }

  @Test
  void outsideOfATaskDescendantsCannotBeRegistered() {
    assertThatThrownBy(() -> TaskContext.registerDescendants(Book.class, List.of(7)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("works for no task")
        .isNotInstanceOf(ConflictException.class);
    assertThat(TaskContext.isActive()).isFalse();
  }
}
