package io.powercrud.engine;

import static org.awaitility.Awaitility.await;

import io.micrometer.context.ContextSnapshotFactory;
import io.powercrud.TaskKey;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.Task;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskHandler;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;

/** A fresh database for each test, and the nodes that the test opens on it. */
abstract class EngineFixture {

  /** What the tasks of these tests are launched with. */
  record Note(String text) {}

  static final TaskType<Note, Nothing> NOTE = TaskType.of("note", Note.class);

  private final TestDatabase kind;
  private final DatabaseAddress database;
  private final List<TestNode> nodes = new ArrayList<>();

  EngineFixture(TestDatabase kind) {
    this.kind = kind;
    this.database = kind.fresh();
  }

  @AfterEach
  void closeNodes() {
    nodes.forEach(TestNode::close);
  }

  TestDatabase kind() {
    return kind;
  }

  List<TestNode> nodes() {
    return nodes;
  }

  DatabaseAddress database() {
    return database;
  }

  TestNode.Builder node() {
    return TestNode.on(database());
  }

  /** A node that knows how to do notes, so. */
  TestNode.Builder nodeThatDoes(TaskHandler<Note, Nothing> handler) {
    return node().knows(TaskDefinition.of(NOTE, handler));
  }

  TestNode started(TestNode.Builder builder) {
    TestNode node = idle(builder);
    node.start();
    return node;
  }

  TestNode idle(TestNode.Builder builder) {
    TestNode node = builder.idle();
    nodes.add(node);
    return node;
  }

  static TaskKey launch(TestNode node) {
    return launch(node.tasks(), NOTE, List.of());
  }

  static TaskKey launchOn(TestNode node, Collection<?> books) {
    return launch(node.tasks(), NOTE, books);
  }

  static TaskKey launch(TaskManager manager, TaskType<Note, Nothing> type, Collection<?> books) {
    LaunchResult<Nothing> result =
        manager.run(type, new Note("hello")).reserving(Book.class, books).inlineOrLaunch();
    return ((LaunchResult.Launched<Nothing>) result).task();
  }

  /** Begins work on a thread of its own that has the context of this one, and may outlive it. */
  static Thread escaping(Runnable work) {
    Thread thread =
        new Thread(ContextSnapshotFactory.builder().build().captureAll().wrap(work), "escaped");
    thread.start();
    return thread;
  }

  /** Launches a task that waits for its records where others hold them. */
  static TaskKey launchWaiting(TestNode node, Collection<?> books) {
    LaunchResult<Nothing> result =
        node.tasks()
            .run(NOTE, new Note("later"))
            .reserving(Book.class, books)
            .onConflict(OnConflict.WAIT)
            .launch();
    return ((LaunchResult.Launched<Nothing>) result).task();
  }

  /** Waits until the task has ended. */
  static Task ended(TestNode node, TaskKey key) {
    eventually().until(() -> node.task(key).status().isEnded());
    return node.task(key);
  }

  /** Waits until a node has looked for the dead long enough to have found one. */
  static void hasLookedForTheDead(TestNode node, Duration lease) {
    Instant enough = node.clock.instant().plus(lease.multipliedBy(2));
    eventually()
        .atMost(lease.multipliedBy(3).plusSeconds(60))
        .until(() -> node.engine.state().lastHeartbeat().isAfter(enough));
  }

  static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20));
  }

  /** The entity whose records these tests reserve. */
  static final class Book {
    private Book() {}
  }
}
