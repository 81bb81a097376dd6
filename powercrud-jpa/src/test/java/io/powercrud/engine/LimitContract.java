package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.TestDatabase;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Only so many tasks run at once, over all nodes; the rest waits in order, and in nobody's way. */
abstract class LimitContract extends EngineFixture {

  private static final TaskType<Note, Nothing> OTHER = TaskType.of("other", Note.class);
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final Collection<TaskKey> started = new ConcurrentLinkedQueue<>();
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  LimitContract(TestDatabase database) {
    super(database);
  }

  private TestNode.Builder node(int workers, Limits limits) {
    return node()
        .knows(
            TaskDefinition.of(NOTE, this::note),
            TaskDefinition.of(OTHER, (note, context) -> TaskResult.succeeded()))
        .workers(workers)
        .limits(limits);
  }

  private static Limits notes(int most) {
    return new Limits(Map.of("note", most), null);
  }

  private static Limits perUser(int most) {
    return new Limits(Map.of(), most);
  }

  private TaskResult<Nothing> note(Note note, TaskContext context) throws InterruptedException {
    started.add(context.task());
    int now = running.incrementAndGet();
    try {
      mostAtOnce.accumulateAndGet(now, Math::max);
      gate.await();
      nodes().get(0).count("task");
      TaskContext.checkpoint();
      return TaskResult.succeeded();
    } finally {
      running.decrementAndGet();
    }
  }

  private static List<TaskKey> launch(TestNode node, int tasks) {
    return IntStream.range(0, tasks).mapToObj(i -> launch(node)).toList();
  }

  private static TaskKey launchFor(@Nullable String user, TestNode node) {
    Caller caller = user == null ? Caller.SYSTEM : new Caller(user, Set.of(), Map.of());
    return ((LaunchResult.Launched<Nothing>)
            node.tasks().run(NOTE, new Note("hello")).caller(caller).launch())
        .task();
  }

  private void close() {
    gate = new CountDownLatch(1);
  }

  @Test
  void twoNodesTogetherNeverRunMoreOfATypeThanItsLimit() {
    close();
    TestNode one = started(node(4, notes(2)).pollInterval(Duration.ofMillis(20)));
    TestNode other = started(node(4, notes(2)).pollInterval(Duration.ofMillis(20)));

    List<TaskKey> tasks =
        IntStream.range(0, 40).mapToObj(i -> launch(i % 2 == 0 ? one : other)).toList();
    eventually().until(() -> running.get() == 2);
    gate.countDown();
    tasks.forEach(key -> assertThat(ended(one, key).status()).isEqualTo(TaskStatus.SUCCEEDED));

    assertThat(mostAtOnce).hasValue(2);
    assertThat(started).containsExactlyInAnyOrderElementsOf(tasks);
  }

  @Test
  void twoNodesTogetherNeverRunMoreOfAUserThanTheLimitAndTheApplicationHasNone() {
    close();
    TestNode one = started(node(4, perUser(1)).pollInterval(Duration.ofMillis(20)));
    TestNode other = started(node(4, perUser(1)).pollInterval(Duration.ofMillis(20)));

    List<TaskKey> anns = List.of(launchFor("ann", one), launchFor("ann", other));
    List<TaskKey> bobs = List.of(launchFor("bob", other), launchFor("bob", one));
    List<TaskKey> systems = List.of(launchFor(null, one), launchFor(null, other));

    eventually().until(() -> running.get() == 4);
    assertThat(started).containsAll(systems).contains(anns.get(0), bobs.get(0));
    gate.countDown();
    anns.forEach(key -> ended(one, key));
    bobs.forEach(key -> ended(one, key));
    assertThat(started).hasSize(6);
  }

  @Test
  void theRestStartsAtOnceWhenAPlaceBecomesFreeAndInTheOrderOfItsLaunch() {
    TestNode node = started(node(4, notes(1)).pollInterval(AN_HOUR));

    List<TaskKey> tasks = launch(node, 10);
    tasks.forEach(key -> ended(node, key));

    assertThat(started).containsExactlyElementsOf(tasks);
    assertThat(mostAtOnce).hasValue(1);
  }

  @Test
  void whatIsTakenOverKeepsItsOnePlace() {
    close();
    TestNode first = started(node(2, notes(1)).gracePeriod(Duration.ZERO));
    TaskKey holder = launch(first);
    TaskKey waiting = launch(first);
    eventually().until(() -> running.get() == 1);

    first.engine.stop();
    first.jdbc.sql("UPDATE powercrud_queue SET consecutive_failures = 1 WHERE place = 1").update();
    TestNode second = started(node(2, notes(1)));
    eventually().until(() -> second.task(holder).attempt() == 2 && running.get() == 1);

    assertThat(second.count("queue WHERE place = 1")).isEqualTo(1);
    gate.countDown();
    ended(second, waiting);
    assertThat(started).containsExactly(holder, holder, waiting);
    assertThat(mostAtOnce).hasValue(1);
  }

  @Test
  void aParentLeavesItsPlaceToItsChildrenOfTheSameType() {
    TaskType<Note, Nothing> family = TaskType.of("family", Note.class);
    TestNode node =
        started(
            node()
                .knows(
                    TaskDefinition.of(
                        family,
                        (note, context) -> {
                          if (note.text().equals("parent")) {
                            nodes().get(0).tasks().run(family, new Note("child")).asChild();
                            nodes().get(0).tasks().run(family, new Note("child")).asChild();
                          }
                          return TaskResult.succeeded();
                        }))
                .limits(new Limits(Map.of("family", 1), null))
                .pollInterval(AN_HOUR));

    TaskKey parent =
        ((LaunchResult.Launched<Nothing>) node.tasks().run(family, new Note("parent")).launch())
            .task();

    assertThat(ended(node, parent).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(node.count("task WHERE status = 'SUCCEEDED'")).isEqualTo(3);
  }

  @Test
  void whatWaitsForAPlaceIsNotPickedAgainAndAgain() {
    close();
    TestNode node = started(node(4, notes(1)).pollInterval(Duration.ofMillis(20)));
    List<TaskKey> tasks = launch(node, 5);
    eventually().until(() -> running.get() == 1);
    assertThat(node.engine.state().undeliveredFor()).isZero();

    IntStream.range(0, 20).forEach(i -> ended(node, launch(node.tasks(), OTHER, List.of())));

    assertThat(node.count("queue WHERE task_type = 'note' AND place IS NULL AND version = 1"))
        .isEqualTo(4);
    gate.countDown();
    tasks.forEach(key -> ended(node, key));
  }

  @Test
  void tenThousandThatWaitForAPlaceAreInNobodysWay() {
    close();
    TestNode node = started(node(4, notes(1)));
    node.tasks()
        .launchAll(
            IntStream.range(0, 10_000)
                .mapToObj(i -> node.tasks().run(NOTE, new Note("hello")))
                .toList());
    eventually().until(() -> running.get() == 1);

    long before = System.nanoTime();
    IntStream.range(0, 10).forEach(i -> ended(node, launch(node.tasks(), OTHER, List.of())));
    Duration each = Duration.ofNanos(System.nanoTime() - before).dividedBy(10);

    assertThat(each).isLessThan(Duration.ofSeconds(1));
    assertThat(started).hasSize(1);
    gate.countDown();
    eventually().until(() -> started.size() >= 3);
  }

  @Test
  void whereEveryPlaceIsTakenNobodyWaitsForWhoeverGivesThemAway() {
    close();
    TestNode node = started(node(2, notes(1)));
    launch(node, 2);
    eventually().until(() -> running.get() == 1);
    Places places = new Places(node.control, TablePrefix.DEFAULT, notes(1));
    ExecutorService other = Executors.newSingleThreadExecutor();
    try {
      node.transaction.executeWithoutResult(
          status -> {
            lockPlaces(node);
            assertThat(other.submit(() -> places.give(node.clock.instant())))
                .succeedsWithin(Duration.ofSeconds(20))
                .isEqualTo(false);
          });
    } finally {
      other.shutdown();
      gate.countDown();
    }
  }

  private static void lockPlaces(TestNode node) {
    assertThat(
            JdbcClient.create(node.application)
                .sql(
                    """
                    SELECT version FROM powercrud_queue
                    WHERE task_name = ? AND task_instance = ? FOR UPDATE
                    """)
                .params(Queue.NAME, Places.LOCK)
                .query(Long.class)
                .list())
        .hasSize(1);
  }

  @Test
  void whatWaitsForAPlaceCanBeCancelledAtOnce() {
    close();
    TestNode node = started(node(2, notes(1)).pollInterval(AN_HOUR));
    launch(node);
    eventually().until(() -> running.get() == 1);
    TaskKey waiting = launch(node);

    assertThat(node.tasks().cancel(waiting)).isTrue();

    assertThat(ended(node, waiting).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(started).hasSize(1);
    gate.countDown();
  }

  /** Each row that is let through is committed by itself, so that nobody waits in a ring. */
  @Test
  void whoGivesPlacesAwayAndWhoLetsCancelledTasksThroughMeetInNoDeadlock() throws Exception {
    TestNode node = idle(node(1, notes(1)));
    List<TaskKey> tasks = launch(node, 2).stream().sorted().toList();
    ExecutorService canceller = Executors.newSingleThreadExecutor();
    try {
      Future<?> through =
          node.transaction.execute(
              status -> {
                setPlace(node, tasks.get(1));
                Future<?> waiting = canceller.submit(() -> node.engine.letThrough(tasks));
                eventually().until(() -> node.count("queue WHERE place = 0") == 1);
                setPlace(node, tasks.get(0));
                return waiting;
              });

      Objects.requireNonNull(through).get(30, TimeUnit.SECONDS);
      assertThat(node.count("queue WHERE place = 1 AND NOT begins")).isEqualTo(2);
    } finally {
      canceller.shutdown();
    }
  }

  /** As whoever gives places away does, in a transaction with others. */
  private static void setPlace(TestNode node, TaskKey key) {
    JdbcClient.create(node.application)
        .sql("UPDATE powercrud_queue SET place = 1 WHERE task_name = ? AND task_instance = ?")
        .params(Queue.NAME, key.value())
        .update();
  }

  @Test
  void whoWaitsForItsRecordsTakesNobodysPlace() {
    close();
    TestNode node = started(node(4, notes(2)).pollInterval(Duration.ofMillis(20)));
    TaskKey holder = launchOn(node, List.of(7));
    eventually().until(() -> running.get() == 1);
    LaunchResult<Nothing> waits =
        node.tasks()
            .run(NOTE, new Note("waits"))
            .reserving(Book.class, List.of(7))
            .onConflict(OnConflict.WAIT)
            .launch();

    TaskKey third = launch(node);

    eventually().until(() -> started.contains(third));
    gate.countDown();
    ended(node, holder);
    assertThat(ended(node, ((LaunchResult.Launched<Nothing>) waits).task()).status())
        .isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void whatIsPausedTakesNobodysPlace() {
    TestNode node = started(node(2, perUser(1)).pollInterval(Duration.ofMillis(20)));
    node.pauses().pause("note", "root", "too hot");
    TaskKey paused = launchFor("ann", node);

    TaskKey other =
        ((LaunchResult.Launched<Nothing>)
                node.tasks()
                    .run(OTHER, new Note("other"))
                    .caller(new Caller("ann", Set.of(), Map.of()))
                    .launch())
            .task();

    ended(node, other);
    assertThat(started).isEmpty();
    node.pauses().resume("note", "root");
    ended(node, paused);
  }

  @Test
  void aLimitBelowOneOrOfANameThatCannotBeLimitedIsRefused() {
    assertThatThrownBy(() -> notes(0)).hasMessageContaining("task type note");
    assertThatThrownBy(() -> perUser(0)).hasMessageContaining("a user");
    assertThatThrownBy(() -> new Limits(Map.of("it's", 1), null)).hasMessageContaining("it's");
  }
}
