package io.powercrud.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.task.Attempt;
import io.powercrud.task.AttemptState;
import io.powercrud.task.Ending;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.Stores;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import io.powercrud.test.NewTasks;
import io.powercrud.test.StoresUnderTest;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Stores and the model of them, which are told the same and must say the same. */
final class ModelledStores {

  static final int TASKS = 4;
  static final int RECORDS = 6;

  private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

  private final Stores stores;
  private final String type;
  private final Map<Integer, TaskKey> keys = new HashMap<>();
  private StoreModel model = new StoreModel();

  /** Says that a transaction is to be rolled back. */
  private static final class RolledBack extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Stores with records of a type that no other run has. */
  ModelledStores(StoresUnderTest tested) {
    stores = tested.stores();
    tested.clock().set(TIME);
    type = "Model-" + TaskKey.unique();
  }

  /** Does something in a transaction that is rolled back. */
  void rolledBack(Runnable work) {
    StoreModel before = model.copy();
    Map<Integer, TaskKey> keysBefore = Map.copyOf(keys);
    assertThatThrownBy(
            () ->
                stores
                    .transactions()
                    .separate(
                        () -> {
                          work.run();
                          throw new RolledBack();
                        }))
        .isInstanceOf(RolledBack.class);
    model = before;
    keys.clear();
    keys.putAll(keysBefore);
  }

  boolean isOpen(int task) {
    return model.isOpen(task);
  }

  boolean isKnown(int task) {
    return keys.containsKey(task);
  }

  void create(int task) {
    NewTasks created = NewTasks.task();
    keys.put(task, created.key());
    stores.tasks().create(created.build());
    model.create(task);
  }

  void reserve(int task, Collection<Integer> records, boolean untilChunk) {
    List<Integer> inTheWay = model.inTheWay(task, records);
    ReserveResult result =
        stores
            .conflicts()
            .reserveDescendants(
                keys.get(task),
                keys.get(task),
                records.stream().map(this::key).toList(),
                untilChunk ? ReservationScope.CHUNK : ReservationScope.ROOT_TASK);
    int added = model.reserve(task, records, untilChunk);
    if (inTheWay.isEmpty()) {
      assertThat(result).isEqualTo(new ReserveResult.Reserved(added, 0));
    } else {
      assertThat(((ReserveResult.Refused) result).conflicts().first())
          .extracting(Conflict::record, Conflict::holder)
          .containsExactlyInAnyOrderElementsOf(
              inTheWay.stream()
                  .map(record -> tuple(key(record), keys.get(model.holds().get(record).task())))
                  .toList());
    }
  }

  void releaseChunk(int task) {
    stores.conflicts().releaseChunk(keys.get(task), keys.get(task));
    model.releaseChunk(task);
  }

  void beginAttempt(int task) {
    boolean open = model.isOpen(task);
    assertThat(stores.tasks().beginAttempt(keys.get(task), TIME).map(Attempt::number).orElse(0))
        .isEqualTo(open ? model.beginAttempt(task) : 0);
  }

  void supersede(int task) {
    TaskKey key = keys.get(task);
    stores
        .transactions()
        .join(
            () -> {
              assertThat(stores.tasks().lock(key)).isPresent();
              stores.tasks().supersede(key);
              return key;
            });
    model.supersede(task);
  }

  void requestCancel(int task) {
    assertThat(stores.tasks().requestCancel(keys.get(task))).isEqualTo(model.requestCancel(task));
  }

  void end(int task, TaskStatus status) {
    TaskKey key = keys.get(task);
    boolean may = model.end(task, status);
    Ending ending = new Ending(status, null, null, null, TIME);
    if (may) {
      stores
          .transactions()
          .join(
              () -> {
                stores.tasks().end(key, ending);
                stores.conflicts().release(key);
                return key;
              });
    } else {
      assertThatThrownBy(() -> stores.tasks().end(key, ending))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  /** An attempt that is not the newest, or whose task has ended, can't commit. */
  void write(int task, int attempt) {
    Attempt proved = new Attempt(keys.get(task), keys.get(task), attempt);
    boolean newest = model.tasks().get(task).attempt() == attempt;
    if (newest) {
      stores.transactions().fenced(proved, () -> proved);
    } else {
      assertThatThrownBy(() -> stores.transactions().fenced(proved, () -> proved))
          .isInstanceOf(LostTaskException.class);
    }
    assertThat(stores.tasks().stateOf(proved) == AttemptState.LOST)
        .isEqualTo(!newest || !model.isOpen(task));
  }

  /** Which task has each of the records that are held. */
  static Map<RecordKey, TaskKey> holders(Stores stores, Stream<RecordKey> records) {
    return stores.conflicts().holders(records.toList()).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().holder()));
  }

  /** Compares all that the stores know with the model. */
  void agree() {
    Map<RecordKey, TaskKey> expected = new HashMap<>();
    model.holds().forEach((record, hold) -> expected.put(key(record), keys.get(hold.task())));
    assertThat(holders(stores, IntStream.range(0, RECORDS).mapToObj(this::key)))
        .isEqualTo(expected);
    model
        .tasks()
        .forEach(
            (task, state) -> {
              Task found = stores.tasks().find(keys.get(task)).orElseThrow();
              assertThat(found.status()).isEqualTo(state.status());
              assertThat(found.attempt()).isEqualTo(state.attempt());
              assertThat(stores.conflicts().count(keys.get(task)))
                  .isEqualTo(model.heldBy(task).size());
            });
  }

  RecordKey key(int record) {
    return new RecordKey(type, Integer.toString(record));
  }

  @Override
  public String toString() {
    return model.tasks() + " " + model.holds();
  }
}
