package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Ending;
import io.powercrud.task.Stage;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskStore;
import io.powercrud.task.Turn;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Old tasks go by themselves; what has not ended stays, however old it is. */
abstract class CleanupContract extends FamilyFixture {

  private static final List<String> TABLES =
      List.of("record", "exclusive", "wait", "children", "cursor", "progress", "outcome", "fence");

  private static final List<RecordKey> BOOK_7 = List.of(new RecordKey("Book", "7"));

  CleanupContract(TestDatabase database) {
    super(database);
  }

  private TestNode.Builder quick() {
    return nodeThatDoes((note, context) -> TaskResult.succeeded());
  }

  private static void age(TestNode node, TaskKey key, Duration age) {
    LocalDateTime then = QueueColumns.utc(node.clock.instant().minus(age));
    node.jdbc
        .sql("UPDATE powercrud_task SET created_at = :then WHERE task_key = :key")
        .param("then", then)
        .param("key", key.value())
        .update();
    node.jdbc
        .sql(
            """
            UPDATE powercrud_task SET finished_at = :then
            WHERE task_key = :key AND finished_at IS NOT NULL
            """)
        .param("then", then)
        .param("key", key.value())
        .update();
  }

  @Test
  void tasksThatEndedLongEnoughAgoAreDeletedWithAllThatWasKeptForThem() {
    TestNode node = started(quick());
    TaskKey old = launchOn(node, List.of(1));
    TaskKey young = launchOn(node, List.of(2));
    ended(node, old);
    ended(node, young);
    age(node, old, Duration.ofDays(8));
    age(node, young, Duration.ofDays(6));

    CleanupSummary summary = node.cleanup.run();

    assertThat(summary.tasksDeleted()).isEqualTo(1);
    assertThat(summary.leftoverRows()).isZero();
    assertThat(node.tasks().find(old)).isEmpty();
    assertThat(node.tasks().find(young)).isPresent();
    for (String table : TABLES) {
      assertThat(node.count(table + " WHERE task_key = '" + old + "'")).as(table).isZero();
    }
  }

  @Test
  void aTaskThatHasNotEndedKeepsItsRecordsHoweverOldItIs() {
    TestNode node = idle(quick());
    TaskKey open = launchOn(node, List.of(7));
    age(node, open, Duration.ofDays(400));

    CleanupSummary summary = node.cleanup.run();

    assertThat(summary.tasksDeleted()).isZero();
    assertThat(summary.leftoverRows()).isZero();
    assertThat(node.ports.stores().conflicts().holders(BOOK_7).get(BOOK_7.get(0)).holder())
        .isEqualTo(open);
    assertThat(node.queued()).isEqualTo(1);
  }

  @Test
  void nothingIsLeftOfADeletedTaskInAnyTable() {
    TestNode node = started(quick());
    TaskKey key = launchOn(node, List.of(1));
    ended(node, key);
    leave(node, key, node.clock.instant());
    eventually().until(() -> node.queued() == 0);
    node.engine.stop();
    leaveInQueue(node, key);

    node.ports.immediate().tasks().deleteEndedBefore(node.clock.instant().plusSeconds(1), 10);

    for (String table : TABLES) {
      assertThat(node.count(table + " WHERE task_key = '" + key + "'")).as(table).isZero();
    }
    assertThat(node.queued()).isZero();
  }

  /** One row of each kind that a task can leave when it ends, two of some. */
  private static void leave(TestNode node, TaskKey key, Instant waitsUntil) {
    Object now = QueueColumns.utc(node.clock.instant());
    node.ports
        .stores()
        .conflicts()
        .reserveTargets(
            key,
            key,
            List.of(new RecordKey("Leaf", "7"), new RecordKey("Leaf", "8")),
            OnConflict.REFUSE);
    insert(
        node,
        "record (entity_type, record_id, root_key, task_key, scope, reserved_at)",
        "Leaf",
        "9",
        key.value(),
        key.value(),
        "R",
        now);
    insert(
        node,
        "exclusive (entity_type, record_id, root_key, task_key, since_at)",
        "Leaf",
        "7",
        key.value(),
        key.value(),
        now);
    noteWait(node, key, waitsUntil);
    insert(node, "children (slot, task_key, open_children)", "slot-of-" + key, key.value(), 3);
  }

  private static void noteWait(TestNode node, TaskKey key, Instant until) {
    insert(
        node,
        """
        wait (wait_key, task_key, root_key, attempt, holder_key, entity_type, record_id, since_at,
          until_at)\
        """,
        "wait of " + key.value().substring(0, 8),
        key.value(),
        key.value(),
        1,
        "holder",
        "Leaf",
        "6",
        QueueColumns.utc(node.clock.instant()),
        QueueColumns.utc(until));
  }

  /** Rows by which it would be delivered for the first time and again. */
  private static void leaveInQueue(TestNode node, TaskKey key) {
    enqueue(node, key.value());
    enqueue(node, key + "#1");
  }

  private static void enqueue(TestNode node, String instance) {
    insert(
        node,
        "queue (task_name, task_instance, execution_time, picked, version)",
        Queue.NAME,
        instance,
        QueueColumns.utc(node.clock.instant()),
        false,
        1);
  }

  private static void insert(TestNode node, String columns, Object... values) {
    String markers = String.join(", ", Collections.nCopies(values.length, "?"));
    node.jdbc
        .sql("INSERT INTO powercrud_%s VALUES (%s)".formatted(columns, markers))
        .params(List.of(values))
        .update();
  }

  @Test
  void whatTasksThatHaveEndedLeftBehindIsReportedByKindAndRemoved() {
    TestNode node = idle(quick());
    TaskKey ended = launchOn(node, List.of(1));
    node.start();
    ended(node, ended);
    eventually().until(() -> node.queued() == 0);
    node.engine.stop();
    leave(node, ended, node.clock.instant().minusSeconds(1));
    leaveInQueue(node, ended);
    age(node, ended, Duration.ofMinutes(4));
    Object now = QueueColumns.utc(node.clock.instant());
    insert(node, "progress (task_key, done, total, updated_at)", "gone", 1, 1, now);
    insert(
        node,
        "outcome (task_key, seq, outcome, entity_type, records, record_ids)",
        "gone",
        1,
        "C",
        "Leaf",
        1,
        "1");
    insert(
        node,
        "cursor (task_key, position, changed, unchanged, failed, skipped)",
        "gone",
        1,
        1,
        0,
        0,
        0);
    insert(node, "fence (task_key, attempt)", "gone", 1);
    insert(
        node,
        "record (entity_type, record_id, root_key, task_key, scope, held, reserved_at)",
        "Leaf",
        "5",
        "gone",
        "gone",
        "R",
        1,
        now);

    CleanupSummary summary = node.cleanup.run();

    Map<Leftover, Long> expected = new EnumMap<>(Leftover.class);
    Arrays.stream(Leftover.values()).forEach(kind -> expected.put(kind, 1L));
    expected.put(Leftover.RESERVATION, 3L);
    expected.put(Leftover.DELIVERY, 2L);
    assertThat(summary.leftovers()).isEqualTo(expected);
    assertThat(summary.tasksRevived()).isZero();
    assertThat(node.ports.stores().conflicts().count(ended)).isZero();
    for (String table : TABLES) {
      assertThat(node.count(table + " WHERE task_key = 'gone'")).as(table).isZero();
    }
    assertThat(node.queued()).isZero();
    assertThat(node.task(ended).status()).as("its history stays").isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(node.count("progress WHERE task_key = '" + ended + "'")).isEqualTo(1);
    assertThat(node.cleanup.run().leftoverRows()).isZero();
    assertThat(node.cleanup.found(Leftover.RESERVATION)).isEqualTo(3);
  }

  @Test
  void aKindThatFailsIsReportedAndTheRestIsCleanedUpAllTheSame() {
    TestNode node = started(quick());
    TaskKey ended = launchOn(node, List.of(1));
    ended(node, ended);
    leave(node, ended, node.clock.instant());
    node.jdbc.sql("DROP TABLE powercrud_exclusive").update();

    CleanupSummary summary = node.cleanup.run();

    assertThat(summary.failed()).containsExactly("EXCLUSIVE");
    assertThat(summary.leftovers())
        .containsEntry(Leftover.RESERVATION, 2L)
        .containsEntry(Leftover.TARGET, 1L)
        .containsEntry(Leftover.CHILD_SLOT, 1L);
    assertThat(node.ports.stores().conflicts().count(ended)).isZero();
  }

  @Test
  void whatIsLeftIsRemovedWithoutWaitingForRecordsThatOthersAreWriting() {
    TestNode node = started(quick());
    TaskKey ended = launchOn(node, List.of(1));
    ended(node, ended);
    leave(node, ended, node.clock.instant());

    CleanupSummary summary =
        node.transaction.execute(
            status -> {
              launchOn(node, List.of(2));
              return node.cleanup.run();
            });

    assertThat(Objects.requireNonNull(summary).leftovers())
        .containsEntry(Leftover.RESERVATION, 2L)
        .containsEntry(Leftover.TARGET, 1L);
    assertThat(summary.failed()).isEmpty();
  }

  @Test
  void itIsDoneThoughTasksOfTheHighestPriorityAreAlwaysDue() {
    AtomicBoolean over = new AtomicBoolean();
    TestNode node =
        family(
            nodeThatDoes(
                    (note, context) -> {
                      if (!over.get()) {
                        launchUrgent();
                      }
                      return TaskResult.succeeded();
                    })
                .workers(1));
    launchUrgent();
    launchUrgent();
    TaskKey old = launchUrgent();
    ended(node, old);
    age(node, old, Duration.ofDays(8));

    cleanUpNow(node);

    try {
      eventually().until(() -> node.tasks().find(old).isEmpty());
    } finally {
      over.set(true);
    }
  }

  private TaskKey launchUrgent() {
    return keyOf(family().tasks().run(NOTE, new Note("urgent")).priority(Turn.HIGHEST).detached());
  }

  @Test
  void whatAnOpenTaskHasIsNoLeftoverAndNeitherIsWhatIsOnItsWay() {
    TestNode node = idle(quick());
    TaskKey open = launchOn(node, List.of(1));
    leave(node, open, node.clock.instant().minusSeconds(1));
    TaskKey young = launchOn(node, List.of(2));
    node.tasks().forceRelease(young, "ended by force, so that the worker is not at it");
    enqueue(node, young.value());
    noteWait(node, young, node.clock.instant().plusSeconds(9));

    CleanupSummary summary = node.cleanup.run();

    assertThat(summary.leftoverRows()).as("%s", summary).isZero();
    assertThat(node.count("queue WHERE task_instance = '" + young + "'")).isEqualTo(1);
    assertThat(node.ports.stores().conflicts().count(open)).isEqualTo(3);
    assertThat(node.count("exclusive")).isEqualTo(1);
  }

  @Test
  void tasksThatEndWhileItCleansUpAreNeitherDisturbedNorReported() throws Exception {
    TestNode node =
        family(
            TaskDefinition.of(
                    NOTE,
                    (note, context) -> {
                      TaskContext.registerExclusively(Book.class, List.of("of " + note.text()));
                      child(note.text()).asChild();
                      return TaskResult.succeeded();
                    })
                .completedBy((note, handled, children, context) -> TaskResult.succeeded()),
            TaskDefinition.of(CHILD, (note, context) -> TaskResult.succeeded()));
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService reaper = Executors.newSingleThreadExecutor();
    try {
      Future<List<CleanupSummary>> summaries =
          reaper.submit(
              () -> {
                List<CleanupSummary> all = new ArrayList<>();
                while (!over.get()) {
                  all.add(node.cleanup.run());
                }
                return all;
              });
      List<TaskKey> keys =
          IntStream.range(0, 12).mapToObj(i -> launchNote(node, "note " + i)).toList();

      assertThat(keys)
          .allSatisfy(key -> assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED));
      eventually().until(() -> node.queued() == 0);
      over.set(true);
      assertThat(summaries.get(30, TimeUnit.SECONDS))
          .isNotEmpty()
          .allSatisfy(
              summary -> {
                assertThat(summary.leftoverRows()).as("%s", summary).isZero();
                assertThat(summary.tasksRevived()).isZero();
              });
    } finally {
      over.set(true);
      reaper.shutdown();
    }
  }

  @Test
  void anOpenTaskThatIsNotInTheQueueIsEnqueuedAgain() {
    TestNode node =
        idle(
            node()
                .knows(
                    TaskDefinition.of(NOTE, (note, context) -> TaskResult.succeeded())
                        .completedBy(
                            (note, handled, children, context) -> TaskResult.succeeded())));
    TaskKey lost = launchOn(node, List.of(1));
    TaskKey queued = launchOn(node, List.of(2));
    TaskKey stepIsLost = launchOn(node, List.of(3));
    TaskStore tasks = node.ports.immediate().tasks();
    tasks.beginAttempt(stepIsLost, node.clock.instant());
    tasks.waitForChildren(
        stepIsLost,
        new Ending(TaskStatus.SUCCEEDED, null, null, null, node.clock.instant()),
        Stage.STEP_DUE);
    node.jdbc
        .sql("DELETE FROM powercrud_queue WHERE task_instance IN (?, ?)")
        .params(List.of(lost.value(), stepIsLost.value()))
        .update();

    assertThat(node.cleanup.run().tasksRevived()).isEqualTo(2);
    assertThat(node.cleanup.run().tasksRevived()).isZero();

    assertThat(node.cleanup.revived()).isEqualTo(2);
    node.start();
    for (TaskKey key : List.of(lost, queued, stepIsLost)) {
      assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    }
  }

  @Test
  void anExpiredLeaseIsReportedAndLeftToTheNodesThatTakeOver() {
    TestNode node = idle(quick());
    TaskKey silent = launchOn(node, List.of(1));
    node.jdbc
        .sql(
            """
            UPDATE powercrud_queue SET picked = TRUE, picked_by = 'gone', last_heartbeat = ?
            WHERE task_instance = ?
            """)
        .params(
            List.of(
                QueueColumns.utc(node.clock.instant().minus(Duration.ofSeconds(181))),
                silent.value()))
        .update();

    CleanupSummary summary = node.cleanup.run();

    assertThat(summary.expiredLeases()).isEqualTo(1);
    assertThat(summary.leftoverRows() + summary.tasksRevived()).isZero();
    node.start();
    assertThat(ended(node, silent).status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void oneNodeAtATimeCleansUpAndAnotherTakesOverWhenThatDies() {
    Duration lease = Duration.ofSeconds(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Collection<String> cleaners = new ConcurrentLinkedQueue<>();
    TestNode first =
        started(
            quick()
                .lease(lease)
                .beforeRevival(
                    () -> {
                      cleaners.add("first");
                      awaitUninterruptibly(goOn);
                    }));
    first.engine.stop();
    TestNode second = idle(quick().lease(lease).beforeRevival(() -> cleaners.add("second")));
    TaskKey lost = launchOn(second, List.of(1));
    second
        .jdbc
        .sql("DELETE FROM powercrud_queue WHERE task_instance = ?")
        .param(lost.value())
        .update();
    first.start();
    cleanUpNow(first);
    eventually().until(() -> cleaners.contains("first"));

    second.start();
    await("as long as a takeover takes")
        .pollDelay(lease.multipliedBy(3).dividedBy(2))
        .until(() -> true);
    assertThat(cleaners).containsOnly("first");
    first.control.cut();

    eventually().until(() -> cleaners.contains("second"));
    assertThat(ended(second, lost).status()).isEqualTo(TaskStatus.SUCCEEDED);
    goOn.countDown();
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    while (latch.getCount() > 0) {
      Thread.interrupted();
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
  }

  private static void cleanUpNow(TestNode node) {
    node.jdbc
        .sql("UPDATE powercrud_queue SET execution_time = ? WHERE task_instance = ?")
        .param(QueueColumns.utc(node.clock.instant()))
        .param(CleanupRow.INSTANCE)
        .update();
  }

  @Test
  void aShorterIntervalCountsFromTheNextStartOfANode() {
    TestNode node = started(quick());
    node.jdbc
        .sql("UPDATE powercrud_queue SET execution_time = ? WHERE task_instance = ?")
        .param(QueueColumns.utc(node.clock.instant().plus(Duration.ofDays(1))))
        .param(CleanupRow.INSTANCE)
        .update();

    TestNode next = started(quick());

    assertThat(nextCleanup(next))
        .isBeforeOrEqualTo(QueueColumns.utc(next.clock.instant().plus(Duration.ofHours(1))));
  }

  private static LocalDateTime nextCleanup(TestNode node) {
    return node.jdbc
        .sql("SELECT execution_time FROM powercrud_queue WHERE task_instance = ?")
        .param(CleanupRow.INSTANCE)
        .query(LocalDateTime.class)
        .single();
  }

  @Test
  void someNodeOfTheClusterCleansUpByItselfAndThenAgainInAnHour() {
    TestNode node = started(quick());
    started(quick());
    TaskKey old = launchOn(node, List.of(1));
    ended(node, old);
    age(node, old, Duration.ofDays(8));
    String row = "queue WHERE task_instance = '" + CleanupRow.INSTANCE + "'";
    assertThat(node.count(row)).isEqualTo(1);

    cleanUpNow(node);

    eventually().until(() -> node.tasks().find(old).isEmpty());
    eventually().until(() -> node.count(row + " AND picked = FALSE") == 1);
    assertThat(nextCleanup(node))
        .isBetween(
            QueueColumns.utc(node.clock.instant().plus(Duration.ofMinutes(55))),
            QueueColumns.utc(node.clock.instant().plus(Duration.ofMinutes(61))));
  }
}
