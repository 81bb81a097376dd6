package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Pause;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import io.powercrud.task.UnknownTaskTypeException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Nothing new starts of what is paused, on no node; what runs goes on, and what waits is in order.
 */
abstract class PauseContract extends EngineFixture {

  private static final TaskType<Note, Nothing> OTHER = TaskType.of("other", Note.class);
  private static final TaskType<Note, Nothing> CHILD = TaskType.of("child", Note.class);

  private final Queue<TaskKey> started = new ConcurrentLinkedQueue<>();
  private final CountDownLatch running = new CountDownLatch(1);
  private volatile CountDownLatch gate = new CountDownLatch(0);

  PauseContract(TestDatabase database) {
    super(database);
  }

  private TestNode.Builder node(int workers) {
    return node()
        .knows(
            TaskDefinition.of(NOTE, this::note),
            TaskDefinition.of(OTHER, this::note),
            TaskDefinition.of(CHILD, this::note))
        .workers(workers);
  }

  private TaskResult<Nothing> note(Note note, TaskContext context) throws InterruptedException {
    started.add(context.task());
    running.countDown();
    gate.await();
    TaskContext.checkpoint();
    return TaskResult.succeeded();
  }

  /**
   * Launches a task of another type on every node, and waits until each has looked at the queue.
   */
  private void everyNodeHasLooked(TestNode node) {
    List<TaskKey> bystanders =
        IntStream.range(0, 6).mapToObj(i -> launch(node.tasks(), OTHER, List.of())).toList();
    bystanders.forEach(
        key -> assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED));
  }

  @Test
  void nothingOfAPausedTypeStartsOnAnyNodeAndOthersDo() {
    TestNode one = started(node(2));
    TestNode other = started(node(2));
    one.pauses().pause("note", "root", "too hot");

    TaskKey kept = launchOn(other, List.of(7));
    everyNodeHasLooked(one);
    everyNodeHasLooked(other);

    assertThat(started).doesNotContain(kept);
    assertThat(one.task(kept).status()).isEqualTo(TaskStatus.PENDING);
    assertThat(one.ports.stores().conflicts().holders(List.of(new RecordKey("Book", "7"))))
        .hasSize(1);
    assertThat(one.engine.state().undeliveredFor()).isZero();
    other.pauses().resume("note", "root");
    assertThat(ended(other, kept).status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void nothingStartsAtAllWhereTheEngineIsPaused() {
    TestNode node = started(node(2));
    node.pauses().pause(null, "root", "too hot");
    TestNode lateComer = started(node(2));

    TaskKey note = launch(node);
    TaskKey other = launch(lateComer.tasks(), OTHER, List.of());
    node.pauses().pause("note", "root", "too hot");
    node.pauses().resume(null, "root");

    ended(node, other);
    assertThat(started).containsExactly(other);
    node.pauses().resume("note", "root");
    ended(node, note);
  }

  @Test
  void theTimeOfAPauseIsNotCountedAsTimeInWhichNobodyKnewTheTask() {
    TestNode current = idle(node().knows(TaskDefinition.of(NOTE.version(2), this::note)));
    TaskKey key = launch(current.tasks(), NOTE.version(2), List.of());
    current.pauses().pause("note", "root", "too hot");
    current
        .jdbc
        .sql("UPDATE powercrud_task SET unknown_since = TIMESTAMP '2001-01-01 00:00:00'")
        .update();

    current.pauses().resume("note", "root");

    TestNode old = started(node(2).worker(DeliveryContract.endingUnknown(Duration.ofDays(1))));
    eventually().until(() -> DeliveryContract.deliveries(old, key) > 2);
    assertThat(old.task(key).status()).isEqualTo(TaskStatus.PENDING);
  }

  @Test
  void whereNothingWasPausedThatTimeIsCountedOn() {
    TestNode node = idle(node(2));
    launch(node);
    node.jdbc
        .sql("UPDATE powercrud_task SET unknown_since = TIMESTAMP '2001-01-01 00:00:00'")
        .update();

    assertThat(node.pauses().resume("note", "root")).isFalse();

    assertThat(node.count("task WHERE unknown_since IS NOT NULL")).isEqualTo(1);
  }

  @Test
  void whatWaitedStartsAtOnceAndInTheOrderOfItsLaunch() {
    TestNode node = started(node(1).pollInterval(Duration.ofHours(1)));
    node.pauses().pause("note", "root", "too hot");
    List<TaskKey> kept = IntStream.range(0, 5).mapToObj(i -> launch(node)).toList();

    node.pauses().resume("note", "root");
    kept.forEach(key -> ended(node, key));

    assertThat(started).containsExactlyElementsOf(kept);
  }

  @Test
  void whatRunsGoesOnToItsEndWithItsChildren() {
    TaskType<Note, Nothing> parent = TaskType.of("parent", Note.class);
    CountDownLatch paused = new CountDownLatch(1);
    TestNode node =
        started(
            node()
                .knows(
                    TaskDefinition.of(CHILD, this::note),
                    TaskDefinition.of(
                            parent,
                            (Note note, TaskContext context) -> {
                              running.countDown();
                              paused.await();
                              nodes().get(0).tasks().run(CHILD, new Note("child")).asChild();
                              return TaskResult.succeeded();
                            })
                        .completedBy(
                            (note, handled, children, context) -> TaskResult.succeeded())));
    TaskKey root = launch(node.tasks(), parent, List.of());
    eventually().until(() -> running.getCount() == 0);

    node.pauses().pause(null, "root", "too hot");
    node.pauses().pause("child", "root", "too hot");
    paused.countDown();

    assertThat(ended(node, root).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(started).hasSize(1);
  }

  @Test
  void whatIsHandedOverGoesOnElsewhereThoughItsTypeIsPaused() {
    gate = new CountDownLatch(1);
    TestNode first = started(node(1).gracePeriod(Duration.ZERO));
    TaskKey key = launch(first);
    eventually().until(() -> running.getCount() == 0);
    first.pauses().pause("note", "root", "too hot");

    first.engine.stop();
    gate.countDown();
    TestNode second = started(node(1));

    assertThat(ended(second, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(second.task(key).attempt()).isEqualTo(2);
  }

  @Test
  void whatADeadNodeHadTakenGoesOnElsewhereThoughItsTypeIsPaused() {
    TestNode node = idle(node(1));
    TaskKey key = launch(node);
    node.pauses().pause("note", "root", "too hot");
    node.jdbc.sql("UPDATE powercrud_queue SET consecutive_failures = 1").update();

    node.start();

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void whatAPauseKeepsCanBeCancelledAtOnce() {
    TestNode node = started(node(1).pollInterval(Duration.ofHours(1)));
    node.pauses().pause("note", "root", "too hot");
    TaskKey key = launchOn(node, List.of(7));

    assertThat(node.tasks().cancel(key)).isTrue();

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(started).isEmpty();
    assertThat(node.count("record")).isZero();
  }

  @Test
  void pausingTwiceKeepsTheFirstPauseAndResumingTwiceIsNoError() {
    TestNode node = idle(node(1));
    Pause first = node.pauses().pause("note", "ann", "too hot");

    Pause second = node.pauses().pause("note", "bob", "too cold");

    assertThat(second).isEqualTo(first);
    assertThat(second.by()).isEqualTo("ann");
    assertThat(second.reason()).isEqualTo("too hot");
    assertThat(second.since()).isNotNull();
    Pause all = node.pauses().pause(null, "bob", "too hot");
    assertThat(idle(node(1)).pauses().all()).containsExactly(all, first);
    assertThat(node.pauses().resume("note", "root")).isTrue();
    assertThat(node.pauses().resume("note", "root")).isFalse();
    assertThat(node.pauses().all()).containsExactly(all);
  }

  @Test
  void aTypeThatNobodyKnowsIsRefusedAndOneThatATaskHasIsNot() {
    TestNode node = idle(node(1));
    TestNode stranger = idle(node().knows());

    assertThatThrownBy(() -> node.pauses().pause("notes", "ann", "too hot"))
        .isInstanceOf(UnknownTaskTypeException.class)
        .hasMessageContaining("'notes'")
        .hasMessageContaining("[child, note, other]");
    assertThatThrownBy(() -> node.pauses().resume("notes", "root"))
        .isInstanceOf(UnknownTaskTypeException.class);
    assertThatThrownBy(() -> stranger.pauses().pause("note", "ann", "too hot"))
        .isInstanceOf(UnknownTaskTypeException.class);
    launch(node);
    stranger.pauses().pause("note", "ann", "too hot");
    assertThat(node.pauses().all()).hasSize(1);
  }

  @Test
  void aPauseHasAReasonAndWhoWantsIt() {
    TestNode node = idle(node(1));

    for (String reason : List.of("", " \t", "x".repeat(1_001))) {
      assertThatThrownBy(() -> node.pauses().pause("note", "ann", reason))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("1 to 1000 characters");
    }
    assertThatThrownBy(() -> node.pauses().pause("note", " ", "too hot"))
        .hasMessageContaining("1 to 255 characters");
    assertThat(node.pauses().all()).isEmpty();

    assertThat(node.pauses().pause("note", "ann", " too hot ").reason()).isEqualTo("too hot");
    assertThatThrownBy(() -> node.pauses().resume("note", " "))
        .hasMessageContaining("1 to 255 characters");
    assertThat(node.pauses().all()).hasSize(1);
  }
}
