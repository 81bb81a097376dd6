package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.progress.Progress;
import io.powercrud.progress.ProgressStore;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/** Progress is seen while it happens, seldom enough, never backwards, and exact at the end. */
abstract class ProgressContract extends EngineFixture {

  private final List<Write> writes = new CopyOnWriteArrayList<>();

  private record Write(Instant at, Progress progress) {}

  ProgressContract(TestDatabase database) {
    super(database);
  }

  /** The real store, with a note of each write. */
  private final class Noting implements ProgressStore {

    private final ProgressStore store;
    private final AtomicReference<TestNode> node;

    Noting(ProgressStore store, AtomicReference<TestNode> node) {
      this.store = store;
      this.node = node;
    }

    @Override
    public boolean write(TaskKey task, Progress progress) {
      writes.add(new Write(node.get().clock.instant(), progress));
      return store.write(task, progress);
    }

    @Override
    public Progress read(TaskKey task) {
      return store.read(task);
    }
  }

  @Test
  void itIsWrittenAtMostFourTimesASecondHoweverOftenItIsReportedAndTheLastOneIsExact() {
    AtomicLong reports = new AtomicLong();
    AtomicReference<TestNode> node = new AtomicReference<>();
    node.set(
        idle(
            nodeThatDoes(
                    (note, context) -> {
                      Instant end = node.get().clock.instant().plus(Duration.ofMillis(1600));
                      while (node.get().clock.instant().isBefore(end)) {
                        long report = reports.incrementAndGet();
                        TaskContext.progress(report, 0, "report " + report);
                      }
                      return TaskResult.succeeded();
                    })
                .progress(store -> new Noting(store, node))));
    node.get().start();

    Task task = ended(node.get(), launch(node.get()));

    assertThat(reports).hasValueGreaterThan(100);
    assertThat(task.progress())
        .isEqualTo(new Progress(reports.get(), 0, "report " + reports.get()));
    assertThat(writes.size()).isBetween(3, 8);
    List<Duration> gaps = new ArrayList<>();
    for (int i = 1; i < writes.size(); i++) {
      gaps.add(Duration.between(writes.get(i - 1).at(), writes.get(i).at()));
    }
    assertThat(gaps).allMatch(gap -> gap.compareTo(Duration.ofMillis(245)) > 0);
  }

  @Test
  void itIsSeenInsideALongTransactionAndStaysThoughThatIsRolledBack() {
    CountDownLatch seen = new CountDownLatch(1);
    AtomicReference<TestNode> node = new AtomicReference<>();
    node.set(
        idle(
            nodeThatDoes(
                (note, context) -> {
                  node.get()
                      .transaction
                      .executeWithoutResult(
                          transaction -> {
                            node.get().jdbc.sql("SELECT 1").query(Integer.class).single();
                            TaskContext.progress(3, 10, "genre 3 of 10");
                            await(seen);
                            transaction.setRollbackOnly();
                          });
                  return TaskResult.succeeded();
                })));
    node.get().start();

    TaskKey key = launch(node.get());

    eventually().until(() -> node.get().task(key).progress().done() == 3);
    assertThat(node.get().task(key).progress()).isEqualTo(new Progress(3, 10, "genre 3 of 10"));
    assertThat(node.get().task(key).status()).isEqualTo(TaskStatus.RUNNING);
    seen.countDown();
    assertThat(ended(node.get(), key).progress().done()).isEqualTo(3);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aReportThatWasHeldBackIsWrittenWithoutAnotherOne() {
    CountDownLatch seen = new CountDownLatch(1);
    TestNode node =
        started(
            nodeThatDoes(
                (note, context) -> {
                  TaskContext.progress("first");
                  TaskContext.progress("second");
                  seen.await();
                  return TaskResult.succeeded();
                }));

    TaskKey key = launch(node);

    eventually().until(() -> "second".equals(node.task(key).progress().message()));
    seen.countDown();
    ended(node, key);
  }

  @Test
  void itNeverRunsBackwardsThoughTheTaskIsTakenOver() {
    TestNode node =
        idle(
            nodeThatDoes(
                (note, context) -> {
                  TaskContext.progress(10, 100, "again from the start");
                  return TaskResult.succeeded();
                }));
    TaskKey key = launch(node);
    node.ports.progress().write(key, new Progress(50, 100, "half of it"));

    node.start();

    assertThat(ended(node, key).progress())
        .isEqualTo(new Progress(50, 100, "again from the start"));
  }

  @Test
  void aProgressThatCannotBeWrittenIsNoReasonToFail() {
    TestNode node =
        started(
            nodeThatDoes(
                    (note, context) -> {
                      TaskContext.progress(5, 5, "all of it");
                      return TaskResult.succeeded();
                    })
                .progress(CannotBeWritten::new));

    Task task = ended(node, launch(node));

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.progress()).isEqualTo(new Progress(5, 5, "all of it"));
  }

  private record CannotBeWritten(ProgressStore store) implements ProgressStore {

    @Override
    public boolean write(TaskKey task, Progress progress) {
      throw new CannotGetJdbcConnectionException("The test has cut the line");
    }

    @Override
    public Progress read(TaskKey task) {
      return store.read(task);
    }
  }
}
