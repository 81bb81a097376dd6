package io.powercrud.engine;

import io.powercrud.TaskKey;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskType;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** A task that has a child for each number up to its own, and adds up the squares they return. */
final class Sums {

  record Count(int value) {}

  private static final TaskType<Count, Count> SUM = TaskType.of("sum", Count.class, Count.class);
  private static final TaskType<Count, Count> SQUARE =
      TaskType.of("square", Count.class, Count.class);

  private Sums() {}

  /**
   * What a node has to know.
   *
   * @param tasks what launches the children
   * @param whenSquared called by each child
   */
  static TaskDefinition<?, ?>[] definitions(Supplier<TaskManager> tasks, Runnable whenSquared) {
    return new TaskDefinition<?, ?>[] {
      TaskDefinition.of(SUM, (Count upTo, TaskContext context) -> launchSquares(tasks.get(), upTo))
          .completedBy(
              (upTo, handled, children, context) ->
                  TaskResult.succeeded(
                      new Count(children.of(SQUARE).mapToInt(Count::value).sum()))),
      TaskDefinition.of(
          SQUARE,
          (count, context) -> {
            whenSquared.run();
            return TaskResult.succeeded(new Count(count.value() * count.value()));
          })
    };
  }

  private static TaskResult<Count> launchSquares(TaskManager tasks, Count upTo) {
    tasks.launchAll(
        IntStream.rangeClosed(1, upTo.value())
            .mapToObj(value -> tasks.run(SQUARE, new Count(value)))
            .toList());
    return TaskResult.succeeded(new Count(0));
  }

  static TaskKey launch(TaskManager tasks, int upTo) {
    return FamilyFixture.keyOf(tasks.run(SUM, new Count(upTo)).inlineOrLaunch());
  }

  /** The result of a sum as the store has it. */
  static String result(int upTo) {
    return "{\"value\":%d}".formatted(IntStream.rangeClosed(1, upTo).map(i -> i * i).sum());
  }
}
