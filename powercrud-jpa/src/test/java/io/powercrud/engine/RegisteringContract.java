package io.powercrud.engine;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.Wait;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.RegisteredDescendants;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The ways in which a task that runs can register a record that another task holds. */
abstract class RegisteringContract extends EngineFixture {

  private static final TaskType<Note, Nothing> CHILD = TaskType.of("child", Note.class);
  private static final Duration LONG = Duration.ofSeconds(50);

  RegisteringContract(TestDatabase database) {
    super(database);
  }

  private static List<RecordKey> books(Object... ids) {
    return List.of(ids).stream().map(id -> new RecordKey("Book", id.toString())).toList();
  }

  /** A task that runs and holds these books. */
  private TaskKey holding(TestNode node, Object... ids) {
    TaskKey key =
        ((LaunchResult.Launched<Nothing>)
                node.tasks()
                    .run(NOTE, new Note("holder"))
                    .reserving(Book.class, List.of(ids))
                    .inlineOrLaunch())
            .task();
    eventually().until(() -> node.task(key).status() == TaskStatus.RUNNING);
    return key;
  }

  /** A node whose tasks do this, but for those that only hold records. */
  private TestNode nodeWhere(CountDownLatch release, Runnable work) {
    return started(
        nodeThatDoes(
                (note, context) -> {
                  if (note.text().equals("holder")) {
                    assertThat(release.await(60, SECONDS)).isTrue();
                  } else {
                    work.run();
                  }
                  return TaskResult.succeeded();
                })
            .workers(3));
  }

  private static void eventuallyWaits(TestNode node, int tasks) {
    eventually().until(() -> waits(node).size() == tasks);
  }

  private static List<Wait> waits(TestNode node) {
    return node.ports.immediate().waits().all();
  }

  private static void assertNothingIsLeft(TestNode node) {
    assertThat(node.count("record")).as("reservations").isZero();
    assertThat(node.count("wait")).as("waits").isZero();
  }

  @Test
  @DisplayName("G7: a record that is released in time is waited for")
  void waitsForARecordUntilItIsReleased() {
    CountDownLatch release = new CountDownLatch(1);
    TestNode node =
        nodeWhere(release, () -> TaskContext.registerDescendants(Book.class, List.of(6, 7), LONG));
    TaskKey holder = holding(node, 7);

    TaskKey waiter = launch(node);
    eventuallyWaits(node, 1);
    assertThat(waits(node).get(0).conflict().holder()).isEqualTo(holder);
    assertThat(node.ports.stores().conflicts().holders(books(6))).isEmpty();
    release.countDown();

    assertThat(ended(node, waiter).status()).isEqualTo(TaskStatus.SUCCEEDED);
    ended(node, holder);
    assertNothingIsLeft(node);
  }

  @Test
  @DisplayName("G7: a wait whose time is over names the conflict, and has registered nothing")
  void waitThatTimesOutNamesTheConflict() {
    CountDownLatch release = new CountDownLatch(1);
    TestNode node =
        nodeWhere(
            release,
            () ->
                TaskContext.registerDescendants(Book.class, List.of(6, 7), Duration.ofMillis(300)));
    TaskKey holder = holding(node, 7);

    Task waiter = ended(node, launch(node));

    assertThat(waiter.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(waiter.error()).contains("Book 7", holder.value(), "anna");
    assertThat(node.ports.stores().conflicts().holders(books(6))).isEmpty();
    assertThat(node.count("wait")).isZero();
    release.countDown();
    ended(node, holder);
  }

  @Test
  @DisplayName("G7: what others hold can be left out, and is told")
  void leavesOutWhatIsHeldAndTellsIt() {
    CountDownLatch release = new CountDownLatch(1);
    AtomicReference<RegisteredDescendants> told = new AtomicReference<>();
    CountDownLatch registered = new CountDownLatch(1);
    TestNode node =
        nodeWhere(
            release,
            () -> {
              told.set(TaskContext.registerFreeDescendants(Book.class, List.of(5, 6, 7, 8)));
              registered.countDown();
              try {
                assertThat(release.await(60, SECONDS)).isTrue();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    TaskKey holder = holding(node, 6, 8);

    TaskKey key = launch(node);
    eventually().until(() -> registered.getCount() == 0);

    assertThat(told.get().registered()).containsExactlyInAnyOrderElementsOf(books(5, 7));
    assertThat(told.get().skipped())
        .extracting(Conflict::record)
        .containsExactlyElementsOf(books(6, 8));
    assertThat(told.get().skipped()).extracting(Conflict::holder).containsOnly(holder);
    assertThat(node.ports.stores().conflicts().holders(books(5, 7)).values())
        .extracting(Conflict::holder)
        .containsOnly(key);
    release.countDown();
    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  @DisplayName("G7: nobody waits in a transaction, in which others would wait for his locks")
  void nobodyWaitsInATransaction() {
    CountDownLatch release = new CountDownLatch(1);
    AtomicReference<TestNode> node = new AtomicReference<>();
    node.set(
        nodeWhere(
            release,
            () ->
                node.get()
                    .transaction
                    .executeWithoutResult(
                        status -> {
                          TaskContext.registerDescendants(Book.class, List.of(6), LONG);
                          assertThatThrownBy(
                                  () ->
                                      TaskContext.registerDescendants(Book.class, List.of(7), LONG))
                              .isInstanceOf(ConflictException.class)
                              .hasMessageContaining("Book 7")
                              .hasMessageContaining("in a transaction");
                          assertThatThrownBy(
                                  () ->
                                      TaskContext.current()
                                          .orElseThrow()
                                          .reserve(books(7), ReservationScope.ROOT_TASK, LONG))
                              .isInstanceOf(IllegalStateException.class)
                              .hasMessageContaining("within a transaction");
                        })));
    TaskKey holder = holding(node.get(), 7);

    Task task = ended(node.get(), launch(node.get()));

    assertThat(task.error()).isNull();
    release.countDown();
    ended(node.get(), holder);
  }

  @Test
  @DisplayName(
      "G7: of two tasks that wait for each other the later one fails and the other goes on")
  void laterOfTwoThatWaitForEachOtherGivesWay() {
    ringOf(2);
  }

  @Test
  @DisplayName("G7: of three tasks that wait in a ring the latest one fails and the others go on")
  void latestOfThreeThatWaitInARingGivesWay() {
    ringOf(3);
  }

  /** Tasks on as many nodes, each of which holds a book and waits for that of the next one. */
  private void ringOf(int tasks) {
    CyclicBarrier allHold = new CyclicBarrier(tasks);
    List<TestNode> nodes = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      nodes.add(
          started(
              nodeThatDoes(
                      (note, context) -> {
                        allHold.await(60, SECONDS);
                        TaskContext.registerDescendants(Book.class, List.of(note.text()), LONG);
                        return TaskResult.succeeded();
                      })
                  .workers(1)));
    }
    TestNode first = nodes.get(0);
    List<TaskKey> keys = new ArrayList<>();
    for (int i = 0; i < tasks; i++) {
      keys.add(
          ((LaunchResult.Launched<Nothing>)
                  first
                      .tasks()
                      .run(NOTE, new Note(String.valueOf((i + 1) % tasks)))
                      .reserving(Book.class, List.of(i))
                      .inlineOrLaunch())
              .task());
    }

    Task victim = ended(first, keys.get(tasks - 1));
    List<Task> others = keys.subList(0, tasks - 1).stream().map(key -> ended(first, key)).toList();

    assertThat(victim.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(victim.error())
        .contains("deadlock")
        .contains(keys.stream().map(TaskKey::value).toList())
        .contains("Book 0", "Book " + (tasks - 1));
    assertThat(others).extracting(Task::status).containsOnly(TaskStatus.SUCCEEDED);
    assertThat(
            Duration.between(
                last(Stream.concat(others.stream(), Stream.of(victim)).map(Task::startedAt)),
                victim.finishedAt()))
        .as("from the moment when the last one began to wait")
        .isLessThan(Duration.ofSeconds(2));
    assertThat(Duration.between(victim.finishedAt(), last(others.stream().map(Task::finishedAt))))
        .isLessThan(Duration.ofSeconds(1));
    assertNothingIsLeft(first);
  }

  private static Instant last(Stream<@Nullable Instant> times) {
    return times.map(Objects::requireNonNull).max(Comparator.naturalOrder()).orElseThrow();
  }

  @Test
  @DisplayName("G7: a child that waits in the queue for a task which waits for its root gives way")
  void childInTheQueueGivesWay() {
    AtomicReference<TestNode> node = new AtomicReference<>();
    CountDownLatch release = new CountDownLatch(1);
    TaskDefinition<Note, Nothing> parent =
        TaskDefinition.of(
            NOTE,
            (note, context) -> {
              if (note.text().equals("holder")) {
                assertThat(release.await(60, SECONDS)).isTrue();
                TaskContext.registerDescendants(Book.class, List.of(1), LONG);
              } else {
                node.get()
                    .tasks()
                    .run(CHILD, note)
                    .reserving(Book.class, List.of(7))
                    .onConflict(OnConflict.WAIT)
                    .asChild();
              }
              return TaskResult.succeeded();
            });
    node.set(
        started(
            node()
                .knows(
                    parent, TaskDefinition.of(CHILD, (note, context) -> TaskResult.succeeded()))));
    TaskKey holder = holding(node.get(), 7);
    TaskKey root = launchOn(node.get(), List.of(1));
    eventuallyWaits(node.get(), 1);

    release.countDown();

    Task failed = ended(node.get(), root);
    assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(failed.error()).contains("deadlock", root.value(), holder.value());
    assertThat(ended(node.get(), holder).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertNothingIsLeft(node.get());
  }

  @Test
  @DisplayName("G7: a root that waits in the queue holds nothing, and is in no ring")
  void rootInTheQueueHoldsNothing() {
    CountDownLatch release = new CountDownLatch(1);
    TestNode node = nodeWhere(release, () -> {});
    TaskKey holder = holding(node, 7);

    TaskKey queued =
        ((LaunchResult.Launched<Nothing>)
                node.tasks()
                    .run(NOTE, new Note("later"))
                    .reserving(Book.class, List.of(6, 7))
                    .onConflict(OnConflict.WAIT)
                    .inlineOrLaunch())
            .task();

    assertThat(node.ports.stores().conflicts().holders(books(6))).isEmpty();
    assertThat(node.ports.stores().conflicts().count(queued)).isZero();
    assertThat(node.count("wait")).isZero();
    release.countDown();
    assertThat(ended(node, queued).status()).isEqualTo(TaskStatus.SUCCEEDED);
    ended(node, holder);
  }

  @Test
  @DisplayName("G7: a waiter whose process was killed leaves no wait behind")
  void killedWaiterLeavesNothingBehind() throws Exception {
    Duration lease = Duration.ofSeconds(2);
    TestNode node = idle(nodeThatDoes((note, context) -> TaskResult.succeeded()).lease(lease));
    TaskKey holder = launchOn(node, List.of(8));
    node.ports.immediate().tasks().beginAttempt(holder, node.clock.instant());
    node.jdbc.sql("DELETE FROM powercrud_queue").update();
    TaskKey waiter;
    try (NodeProcess process =
        NodeProcess.start(kind(), database(), lease, NodeProcess.Work.WAITING_HANDLER)) {
      waiter = launch(node);
      eventuallyWaits(node, 1);
      process.kill();
    }

    node.start();

    Task ended = ended(node, waiter);
    assertThat(ended.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(ended.attempt()).isGreaterThan(1);
    assertThat(node.count("wait")).isZero();
  }
}
