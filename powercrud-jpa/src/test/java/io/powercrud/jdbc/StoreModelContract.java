package io.powercrud.jdbc;

import io.powercrud.task.TaskStatus;
import io.powercrud.test.StoresUnderTest;
import java.util.Set;
import java.util.function.BiConsumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.ActionChain;
import net.jqwik.api.state.Transformer;

/** Whatever is done to the stores, in whatever order, they say what a few maps say. */
abstract class StoreModelContract {

  private static final int LONGEST = 30;

  abstract StoresUnderTest open();

  @Property(tries = 60)
  void reservationsAndTasksAreWhatTheModelSays(
      @ForAll("chains") ActionChain<ModelledStores> chain) {
    chain.withInvariant("stores and model agree", ModelledStores::agree).run();
  }

  @Provide
  Arbitrary<ActionChain<ModelledStores>> chains() {
    return ActionChain.startWith(() -> new ModelledStores(open()))
        .withAction(3, onTask("launch", this::launch))
        .withAction(5, reserving())
        .withAction(2, onTask("begin an attempt", known(ModelledStores::beginAttempt)))
        .withAction(1, onTask("supersede", known(ModelledStores::supersede)))
        .withAction(1, onTask("release the chunk", known(ModelledStores::releaseChunk)))
        .withAction(1, onTask("cancel", known(ModelledStores::requestCancel)))
        .withAction(2, ending())
        .withAction(2, writing())
        .withAction(2, rolledBack())
        .withMaxTransformations(LONGEST);
  }

  private void launch(ModelledStores stores, int task) {
    if (!stores.isKnown(task)) {
      stores.create(task);
    }
  }

  private static BiConsumer<ModelledStores, Integer> known(
      BiConsumer<ModelledStores, Integer> step) {
    return (stores, task) -> {
      if (stores.isKnown(task)) {
        step.accept(stores, task);
      }
    };
  }

  private static Arbitrary<Integer> tasks() {
    return Arbitraries.integers().between(0, ModelledStores.TASKS - 1);
  }

  static Arbitrary<Set<Integer>> records() {
    return Arbitraries.integers()
        .between(0, ModelledStores.RECORDS - 1)
        .set()
        .ofMinSize(1)
        .ofMaxSize(ModelledStores.RECORDS);
  }

  private static Action.Independent<ModelledStores> onTask(
      String what, BiConsumer<ModelledStores, Integer> step) {
    return () ->
        tasks()
            .map(
                task ->
                    Transformer.mutate(
                        "%s: task %d".formatted(what, task), state -> step.accept(state, task)));
  }

  private static Action.Independent<ModelledStores> reserving() {
    return () ->
        Combinators.combine(tasks(), records(), Arbitraries.of(true, false))
            .as(
                (task, records, untilChunk) ->
                    Transformer.mutate(
                        "reserve: task %d, records %s, for the chunk: %s"
                            .formatted(task, records, untilChunk),
                        stores -> {
                          if (stores.isOpen(task)) {
                            stores.reserve(task, records, untilChunk);
                          }
                        }));
  }

  private static Action.Independent<ModelledStores> ending() {
    return () ->
        Combinators.combine(
                tasks(), Arbitraries.of(TaskStatus.values()).filter(TaskStatus::isEnded))
            .as(
                (task, status) ->
                    Transformer.mutate(
                        "end: task %d as %s".formatted(task, status),
                        stores -> {
                          if (stores.isKnown(task)) {
                            stores.end(task, status);
                          }
                        }));
  }

  private static Action.Independent<ModelledStores> writing() {
    return () ->
        Combinators.combine(tasks(), Arbitraries.integers().between(1, 3))
            .as(
                (task, attempt) ->
                    Transformer.mutate(
                        "write: task %d, attempt %d".formatted(task, attempt),
                        stores -> {
                          if (stores.isKnown(task)) {
                            stores.write(task, attempt);
                          }
                        }));
  }

  private static Action.Independent<ModelledStores> rolledBack() {
    return () ->
        Combinators.combine(
                tasks(), records(), Arbitraries.of(TaskStatus.values()).filter(TaskStatus::isEnded))
            .as(
                (task, records, status) ->
                    Transformer.mutate(
                        "roll back: task %d, records %s, %s".formatted(task, records, status),
                        stores -> stores.rolledBack(() -> doAll(stores, task, records, status))));
  }

  private static void doAll(
      ModelledStores stores, int task, Set<Integer> records, TaskStatus status) {
    if (!stores.isKnown(task)) {
      stores.create(task);
    }
    if (stores.isOpen(task)) {
      stores.reserve(task, records, false);
      stores.beginAttempt(task);
      stores.end(task, status == TaskStatus.CANCELLED ? TaskStatus.FAILED : status);
    }
  }
}
