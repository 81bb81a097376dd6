package io.powercrud.jdbc;

import io.powercrud.jdbc.TaskModel.Script;
import io.powercrud.jdbc.TaskModel.Way;
import io.powercrud.task.OnFailure;
import io.powercrud.test.StoresUnderTest;
import java.util.List;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** However tasks and their children go, they come to where a list of them says. */
abstract class TaskModelContract {

  private static final int LONGEST = 16;
  private static final int NUMBERS = 11;

  /** One step, and what is to be read of it where it fails. */
  record Step(String what, Consumer<ModelledTasks> action) {
    @Override
    public String toString() {
      return what;
    }
  }

  abstract StoresUnderTest open();

  @Property(tries = 20)
  void tasksAndTheirChildrenEndAsTheModelSays(@ForAll("schedules") List<Step> schedule) {
    ModelledTasks tasks = new ModelledTasks(open());
    schedule.forEach(step -> step.action().accept(tasks));
    tasks.finish();
  }

  @Provide
  Arbitrary<List<Step>> schedules() {
    Arbitrary<Integer> number = Arbitraries.integers().between(0, NUMBERS);
    Arbitrary<Step> launch =
        Arbitraries.integers()
            .between(0, ModelledTasks.RECORDS - 1)
            .map(record -> new Step("launch on " + record, tasks -> tasks.launch(record)));
    Arbitrary<Step> deliver =
        Combinators.combine(number, scripts())
            .as(
                (task, script) ->
                    new Step(
                        "deliver %d: %s".formatted(task, script),
                        tasks -> tasks.deliver(task, script)));
    Arbitrary<Step> cancel =
        number.map(task -> new Step("cancel " + task, tasks -> tasks.cancel(task)));
    Arbitrary<Step> force =
        number.map(task -> new Step("release " + task, tasks -> tasks.forceRelease(task)));
    return Arbitraries.frequencyOf(
            Tuple.of(2, launch), Tuple.of(8, deliver), Tuple.of(2, cancel), Tuple.of(1, force))
        .list()
        .ofMinSize(2)
        .ofMaxSize(LONGEST);
  }

  private static Arbitrary<Script> scripts() {
    return Combinators.combine(
            Arbitraries.of(OnFailure.values()).list().ofMaxSize(2), Arbitraries.of(Way.values()))
        .as(Script::new);
  }
}
