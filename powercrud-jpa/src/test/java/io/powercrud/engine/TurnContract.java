package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Launch;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tasks start in the order of their priorities, times and launches, and none before its time. */
abstract class TurnContract extends EngineFixture {

  private static final TaskType<Note, Nothing> URGENT = TaskType.of("urgent", Note.class);
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final Queue<String> started = new ConcurrentLinkedQueue<>();

  TurnContract(TestDatabase database) {
    super(database);
  }

  private TestNode.Builder node(int workers) {
    return node()
        .knows(
            TaskDefinition.of(NOTE, this::note), TaskDefinition.of(URGENT, this::note).priority(20))
        .workers(workers);
  }

  private TaskResult<Nothing> note(Note note, TaskContext context) {
    started.add(note.text());
    return TaskResult.succeeded();
  }

  private static Launch<Note, Nothing> note(TestNode node, String text) {
    return node.tasks().run(NOTE, new Note(text));
  }

  private static TaskKey key(LaunchResult<Nothing> launched) {
    return ((LaunchResult.Launched<Nothing>) launched).task();
  }

  private void allEnded(TestNode node, int tasks) {
    eventually().until(() -> node.count("task WHERE finished_at IS NOT NULL") == tasks);
  }

  @Test
  void higherPriorityGoesFirstAndThenTheOrderOfTheLaunch() {
    TestNode node = idle(node(1));
    note(node, "low").priority(-1).launch();
    node.tasks().launchAll(Stream.of("a", "b", "c").map(text -> note(node, text)).toList());
    note(node, "high").priority(10).launch();
    node.tasks().run(URGENT, new Note("urgent")).launch();

    node.start();
    allEnded(node, 6);

    assertThat(started).containsExactly("urgent", "high", "a", "b", "c", "low");
  }

  @Test
  void ofOnePriorityTheEarlierTimeGoesFirstThoughItsLaunchWasLater() {
    TestNode node = idle(node(1));
    Instant at = node.clock.instant().plus(Duration.ofMillis(600));
    note(node, "later").startAt(at).launch();
    note(node, "earlier").launch();
    eventually().until(() -> !node.clock.instant().isBefore(at));

    node.start();
    allEnded(node, 2);

    assertThat(started).containsExactly("earlier", "later");
  }

  @Test
  void aPlaceUnderALimitGoesToTheHigherPriorityFirst() {
    TestNode node = idle(node(2).limits(new Limits(Map.of("note", 1), null)));
    Stream.of("a", "b").forEach(text -> note(node, text).launch());
    note(node, "high").priority(10).launch();

    node.start();
    allEnded(node, 3);

    assertThat(started).containsExactly("high", "a", "b");
  }

  @Test
  void aChildHasThePriorityOfItsParentUnlessItsLaunchSaysOtherwise() {
    TaskType<Note, Nothing> parent = TaskType.of("parent", Note.class);
    TestNode node =
        started(
            node()
                .knows(
                    TaskDefinition.of(NOTE, this::note),
                    TaskDefinition.of(
                        parent,
                        (note, context) -> {
                          note(nodes().get(0), "inherits").reason("inherits").asChild();
                          note(nodes().get(0), "own").reason("own").priority(3).asChild();
                          note(nodes().get(0), "apart").reason("apart").detached();
                          return TaskResult.succeeded();
                        })));

    key(node.tasks().run(parent, new Note("parent")).reason("parent").priority(7).launch());
    allEnded(node, 4);

    assertThat(
            node.jdbc
                .sql("SELECT priority FROM powercrud_task ORDER BY reason")
                .query(Integer.class)
                .list())
        .containsExactly(0, 7, 3, 7);
  }

  @Test
  void nothingStartsBeforeItsTimeAndItsRecordsAreHeldMeanwhile() {
    TestNode node = started(node(2).pollInterval(Duration.ofMillis(20)));
    Instant at = node.clock.instant().plus(Duration.ofMillis(600));

    TaskKey later = key(note(node, "later").reserving(Book.class, List.of(7)).startAt(at).launch());
    TaskKey muchLater = key(note(node, "much later").delay(AN_HOUR).launch());
    TaskKey past = key(note(node, "past").startAt(at.minus(AN_HOUR)).launch());

    assertThat(ended(node, past).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(node.ports.stores().conflicts().holders(List.of(new RecordKey("Book", "7"))))
        .hasSize(1);
    Task ended = ended(node, later);
    assertThat(ended.startedAt()).isAfterOrEqualTo(at);
    assertThat(ended.turn().startAt()).isEqualTo(at);
    assertThat(node.task(muchLater).status()).isEqualTo(TaskStatus.PENDING);
    assertThat(node.task(muchLater).turn().startAt())
        .isEqualTo(node.task(muchLater).createdAt().plus(AN_HOUR));
    assertThat(started).containsExactly("past", "later");
  }

  @Test
  void whatIsToStartLaterCanBeCancelledAtOnceAsAChildToo() {
    TaskType<Note, Nothing> parent = TaskType.of("parent", Note.class);
    TestNode node =
        started(
            node()
                .knows(
                    TaskDefinition.of(NOTE, this::note),
                    TaskDefinition.of(
                        parent,
                        (note, context) -> {
                          note(nodes().get(0), "child").delay(AN_HOUR).asChild();
                          return TaskResult.succeeded();
                        }))
                .pollInterval(AN_HOUR));
    TaskKey later =
        key(note(node, "later").reserving(Book.class, List.of(7)).delay(AN_HOUR).launch());
    TaskKey root = key(node.tasks().run(parent, new Note("parent")).launch());
    eventually().until(() -> node.task(root).status() == TaskStatus.WAITING_FOR_CHILDREN);

    assertThat(node.tasks().cancel(later)).isTrue();
    assertThat(node.tasks().cancel(root)).isTrue();

    assertThat(ended(node, later).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(ended(node, root).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(node.count("record")).isZero();
    assertThat(started).isEmpty();
  }

  @Test
  void aTreesTimeCountsFromItsStart() {
    TestNode node = idle(node(1));

    Task task = node.task(key(note(node, "later").delay(AN_HOUR).treeTimeout(AN_HOUR).launch()));

    assertThat(task.treeDeadline()).isEqualTo(task.createdAt().plus(AN_HOUR.multipliedBy(2)));
  }

  @Test
  void aTurnThatCannotBeIsRefused() {
    TestNode node = idle(node(1));

    assertThatThrownBy(() -> note(node, "a").priority(101)).hasMessageContaining("101");
    assertThatThrownBy(() -> TaskDefinition.of(NOTE, this::note).priority(-101))
        .hasMessageContaining("-101");
    assertThatThrownBy(() -> note(node, "a").delay(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () -> note(node, "a").startAt(Instant.parse("9000-01-01T00:00:00Z")).launch())
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> note(node, "a").delay(AN_HOUR).runNow())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("launch() it");
    assertThat(node.count("task")).isZero();
  }
}
