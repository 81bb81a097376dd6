package io.powercrud.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.RecordKey;
import io.powercrud.conflict.ConflictException;
import io.powercrud.database.TestDatabase;
import io.powercrud.guard.model.Shelf;
import io.powercrud.task.OpenedTaskContext;
import jakarta.persistence.LockModeType;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.PessimisticLockingFailureException;

/**
 * A writer and a task on one record, on two connections, with the writer stopped at each of its
 * steps while the task goes on. Each appends its letter to the record's name, so that an update
 * which is lost is a letter that is missing.
 */
abstract class GuardRaceContract {

  private static final List<Integer> ISOLATIONS =
      List.of(
          Connection.TRANSACTION_READ_COMMITTED,
          Connection.TRANSACTION_REPEATABLE_READ,
          Connection.TRANSACTION_SERIALIZABLE);

  /** Where the writer is stopped. */
  enum Step {
    BEGUN,
    READ,
    WRITTEN,
    CHECKED,
    COMMITTED
  }

  /** How far the task gets while the writer stands still, unless it waits for the writer. */
  enum Progress {
    RESERVED,
    CHANGED,
    ENDED
  }

  private final TestDatabase database;
  private final ExecutorService taskThread = Executors.newSingleThreadExecutor();
  private GuardedLibrary guarded;
  private Shelf shelf;
  private RecordKey record;
  private @Nullable OpenedTaskContext task;
  private final List<Future<?>> waiting = new ArrayList<>();

  GuardRaceContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    guarded = GuardedLibrary.on(database);
    shelf = guarded.save(new Shelf(""));
    record = guarded.keyOf(shelf);
  }

  @AfterEach
  void close() {
    taskThread.shutdownNow();
  }

  static List<Arguments> starts() {
    List<Arguments> all = new ArrayList<>();
    for (int isolation : ISOLATIONS) {
      for (Step step : Step.values()) {
        for (Progress progress : Progress.values()) {
          all.add(Arguments.of(isolation, step, progress));
        }
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("starts")
  void aTaskThatStartsBesideAWriterLosesNobodysUpdate(int isolation, Step step, Progress progress)
      throws Exception {
    @Nullable RuntimeException refused =
        write(isolation, step, () -> startTask(isolation, step, progress));

    finishTask(progress);
    assertThat(nameNow()).isEqualTo(refused == null ? both(step) : "t");
    assertThat(refused == null).isEqualTo(mayBeWritten(step, progress));
    if (step == Step.WRITTEN) {
      assertThat(refused).isInstanceOf(ConflictException.class);
    }
  }

  /** The task goes on from what the writer has committed, or the writer from what the task has. */
  private static String both(Step step) {
    return step == Step.BEGUN ? "tw" : "wt";
  }

  private static boolean mayBeWritten(Step step, Progress progress) {
    return switch (step) {
      case BEGUN -> progress == Progress.ENDED;
      case READ, WRITTEN -> false;
      case CHECKED, COMMITTED -> true;
    };
  }

  static List<Arguments> ends() {
    List<Arguments> all = new ArrayList<>();
    for (int isolation : ISOLATIONS) {
      for (Step step : Step.values()) {
        all.add(Arguments.of(isolation, step));
      }
    }
    return all;
  }

  /** What a transaction sees of reservations is confirmed by a second look at what is committed. */
  @ParameterizedTest
  @MethodSource("ends")
  void aTaskThatEndsBesideAWriterLosesNobodysUpdate(int isolation, Step step) throws Exception {
    done(this::reserve);
    done(this::change);

    boolean looksTwice = step == Step.CHECKED && isolation == Connection.TRANSACTION_READ_COMMITTED;

    @Nullable RuntimeException refused = write(isolation, step, () -> done(this::end));

    assertThat(refused == null).isEqualTo(step.compareTo(Step.WRITTEN) <= 0 || looksTwice);
    assertThat(nameNow()).isEqualTo(refused == null ? "tw" : "t");
    if (step == Step.COMMITTED) {
      done(this::end);
    }
  }

  /** Writes the record, and has that done at the step. */
  private @Nullable RuntimeException write(int isolation, Step stop, Runnable there) {
    guarded.watch(stop == Step.WRITTEN ? there : () -> {}, stop == Step.CHECKED ? there : () -> {});
    try {
      guarded.inTransaction(
          isolation,
          entityManager -> {
            if (stop == Step.BEGUN) {
              there.run();
            }
            Shelf found = entityManager.find(Shelf.class, shelf.getId());
            if (stop == Step.READ) {
              there.run();
            }
            found.setName(found.getName() + "w");
            return found;
          });
      guarded.stopWatching();
      if (stop == Step.COMMITTED) {
        there.run();
      }
      return null;
    } catch (RuntimeException refused) {
      return refused;
    } finally {
      guarded.stopWatching();
    }
  }

  /** Whether the writer has the row locked, so that the task waits for him. */
  private boolean isLocked(int isolation, Step step) {
    boolean readingLocks =
        database == TestDatabase.MARIADB && isolation == Connection.TRANSACTION_SERIALIZABLE;
    return step == Step.WRITTEN || step == Step.CHECKED || (step == Step.READ && readingLocks);
  }

  private void startTask(int isolation, Step step, Progress progress) {
    done(this::reserve);
    if (progress.compareTo(Progress.CHANGED) >= 0) {
      waiting.add(taskThread.submit(this::change));
    }
    if (progress == Progress.ENDED) {
      waiting.add(taskThread.submit(this::end));
    }
    if (!isLocked(isolation, step)) {
      join();
    }
  }

  private void finishTask(Progress progress) {
    join();
    if (progress == Progress.RESERVED) {
      done(this::change);
    }
    if (progress != Progress.ENDED) {
      done(this::end);
    }
  }

  private void reserve() {
    task = guarded.heldByOwnTask(record);
  }

  /** As a worker does, once more where the database broke a deadlock. */
  private void change() {
    try {
      changeOnce();
    } catch (PessimisticLockingFailureException deadlock) {
      changeOnce();
    }
  }

  private void changeOnce() {
    guarded.inTransaction(
        Connection.TRANSACTION_READ_COMMITTED,
        entityManager -> {
          Shelf found =
              entityManager.find(Shelf.class, shelf.getId(), LockModeType.PESSIMISTIC_WRITE);
          found.setName(found.getName() + "t");
          return found;
        });
  }

  private void end() {
    OpenedTaskContext ending = task;
    if (ending != null) {
      ending.close();
    }
  }

  private void done(Runnable step) {
    waiting.add(taskThread.submit(step));
    join();
  }

  private void join() {
    try {
      for (Future<?> step : waiting) {
        step.get();
      }
      waiting.clear();
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("The task could not go on", e);
    }
  }

  private String nameNow() {
    return guarded.inTransaction(
        entityManager -> entityManager.find(Shelf.class, shelf.getId()).getName());
  }
}
