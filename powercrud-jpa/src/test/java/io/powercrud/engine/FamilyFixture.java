package io.powercrud.engine;

import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Launch;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.Task;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskHandler;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A node that knows parents and children. */
abstract class FamilyFixture extends EngineFixture {

  static final TaskType<Note, Nothing> CHILD = TaskType.of("child", Note.class);

  private final AtomicReference<TestNode> family = new AtomicReference<>();

  FamilyFixture(TestDatabase database) {
    super(database);
  }

  TestNode family(TaskHandler<Note, Nothing> parent, TaskHandler<Note, Nothing> child) {
    return family(TaskDefinition.of(NOTE, parent), TaskDefinition.of(CHILD, child));
  }

  /** A parent with one child, which has one child, and so on; the last of so many is the leaf. */
  TestNode chain(int depth, TaskHandler<Note, Nothing> leaf) {
    return family(
        (note, context) -> {
          child(Integer.toString(depth - 1)).asChild();
          return TaskResult.succeeded();
        },
        (note, context) -> {
          int below = Integer.parseInt(note.text());
          if (below == 0) {
            return leaf.handle(note, context);
          }
          child(Integer.toString(below - 1)).asChild();
          return TaskResult.succeeded();
        });
  }

  TestNode family(TaskDefinition<?, ?>... definitions) {
    return family(node().knows(definitions));
  }

  TestNode family(TestNode.Builder builder) {
    TestNode node = idle(builder);
    family.set(node);
    node.start();
    return node;
  }

  /** The node, for handlers that launch with it. */
  TestNode family() {
    return family.get();
  }

  Launch<Note, Nothing> child(String text) {
    return family().tasks().run(CHILD, new Note(text));
  }

  static TaskKey launchNote(TestNode node, String text) {
    return keyOf(node.tasks().run(NOTE, new Note(text)).inlineOrLaunch());
  }

  static TaskKey keyOf(LaunchResult<?> result) {
    return ((LaunchResult.Launched<?>) result).task();
  }

  List<Task> childrenOf(TaskKey parent) {
    return family().ports.stores().tasks().search(TaskQuery.childrenOf(parent)).items();
  }

  Task onlyChildOf(TaskKey parent) {
    List<Task> children = childrenOf(parent);
    if (children.size() != 1) {
      throw new AssertionError("Not one child: " + children);
    }
    return children.get(0);
  }
}
