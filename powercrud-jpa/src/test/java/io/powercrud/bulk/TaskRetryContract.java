package io.powercrud.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.conflict.Conflict;
import io.powercrud.database.TestDatabase;
import io.powercrud.resource.CrudResource;
import io.powercrud.task.Counts;
import io.powercrud.task.Delivery;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskStatus;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Genre;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Doing again what failed in a task, as somebody asks for it. */
abstract class TaskRetryContract {

  private static final int CHUNK = 4;

  private final TestDatabase database;
  private Library library;
  private List<Book> books;
  private Bulk bulk;

  TaskRetryContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    library = Library.on(database);
    books = library.saveBooks(3 * CHUNK);
    bulk = library.offering(BulkUpdateContract.books());
  }

  @Test
  void manyRetriesOfOneTaskAtOnceAreOneNewRun() throws Exception {
    Task failed = withFailures();
    List<BulkOutcome> outcomes = atOnce(30, () -> retry(failed));

    List<TaskKey> launched = launched(outcomes);
    assertThat(launched).hasSize(1);
    assertThat(outcomes)
        .filteredOn(outcome -> !(outcome instanceof BulkOutcome.Launched))
        .hasSize(29)
        .allSatisfy(
            outcome ->
                assertThat(((BulkOutcome.Known) outcome).earlier().key())
                    .isEqualTo(launched.get(0)));
    assertThat(tasks()).isEqualTo(2);
    assertThat(library.engine.takeAll()).containsExactly(launched.get(0));

    bulk.worker.run(launched.get(0));

    assertThat(bulk.task(launched.get(0)).counts()).isEqualTo(new Counts(2, 0, 0, 0));
    assertThat(library.sumOfUpdates()).isEqualTo(books.size());
    assertThat(retry(failed))
        .as("after its end, too")
        .isInstanceOfSatisfying(
            BulkOutcome.Known.class,
            known -> assertThat(known.earlier().status()).isEqualTo(TaskStatus.SUCCEEDED));
  }

  @Test
  void ofTwoUsersWhoRetryTheSecondIsToldOfTheFirstOnesTask() {
    Task failed = withFailures();
    library.access.become(new Caller("ann", Set.of(), Map.of()));
    TaskKey launched = ((BulkOutcome.Launched) retry(failed)).task();
    library.access.become(new Caller("ben", Set.of(), Map.of()));

    BulkOutcome refused = retry(failed);

    assertThat(((BulkOutcome.Conflicted) refused).conflicts().first())
        .extracting(Conflict::holder)
        .containsExactly(launched, launched);
    assertThat(tasks()).isEqualTo(2);
  }

  @Test
  void aRetryThatBrokeDownIsFollowedByOneMore() {
    Task failed = withFailures();
    TaskKey first = ((BulkOutcome.Launched) retry(failed)).task();
    bulk.manager.cancel(first);
    bulk.worker.run(first);
    assertThat(bulk.task(first).status()).isEqualTo(TaskStatus.CANCELLED);

    Task second = bulk.runLaunched(retry(failed));

    assertThat(second.key()).isNotEqualTo(first);
    assertThat(second.counts()).isEqualTo(new Counts(2, 0, 0, 0));
    assertThat(library.sumOfUpdates()).isEqualTo(books.size());
  }

  @Test
  void whatARetryThatWasCutShortHasLeftIsRetriedByTheFirstKeyAndWhatFailedInItByItsOwn() {
    fail(IntStream.rangeClosed(0, 2 * CHUNK).toArray());
    Task failed = bulk.run(update(bulk));
    assertThat(failed.counts()).isEqualTo(new Counts(CHUNK - 1, 0, 2 * CHUNK + 1, 0));
    mend();
    fail(0);
    List<Bulk> running = new ArrayList<>();
    running.add(library.offering(cancellingAt(books.get(CHUNK), running)));
    BulkOutcome first = running.get(0).operations.retry(failed.key()).orElseThrow();
    Task cutShort = running.get(0).runLaunched(first);
    assertThat(cutShort.status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(cutShort.counts()).isEqualTo(new Counts(CHUNK - 1, 0, 1, 0));
    mend();

    Task rest = bulk.runLaunched(retry(failed));
    Task again = bulk.runLaunched(retry(cutShort));

    assertThat(rest.counts()).isEqualTo(new Counts(CHUNK + 1, 0, 0, 0));
    assertThat(again.counts()).isEqualTo(new Counts(1, 0, 0, 0));
    assertThat(library.sumOfUpdates()).as("each was changed once").isEqualTo(books.size());
    assertThat(library.count("b.bestseller = true")).isEqualTo(books.size());
    assertThat(((BulkOutcome.Known) retry(failed)).earlier().key()).isEqualTo(rest.key());
  }

  @Test
  void aRetryOfAllOrNothingThatFailedIsNotFollowedByOneOfItsOtherRecords() {
    fail(0, 1);
    Task failed = bulk.run(update(bulk).allOrNothing());
    assertThat(failed.counts().failed()).isEqualTo(2);
    mend();
    fail(1);
    Task retried = bulk.runLaunched(retry(failed));
    assertThat(retried.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(retried.counts()).isEqualTo(new Counts(0, 0, 1, 1));

    BulkOutcome again = retry(failed);

    assertThat(((BulkOutcome.Known) again).earlier().key()).isEqualTo(retried.key());
    assertThat(library.sumOfUpdates()).isZero();
  }

  @Test
  void aRetryWhoseRecordsAreGoneIsTheLast() {
    Task failed = withFailures();
    for (int number : List.of(0, CHUNK)) {
      Object id = books.get(number).getId();
      library.jdbc().update("DELETE FROM book_genre WHERE book_id = ?", id);
      library.jdbc().update("DELETE FROM book WHERE id = ?", id);
    }
    Task retried = bulk.runLaunched(retry(failed));
    assertThat(retried.counts()).isEqualTo(new Counts(0, 0, 0, 2));

    assertThat(((BulkOutcome.Known) retry(failed)).earlier().key()).isEqualTo(retried.key());
  }

  @Test
  void aCancelledTaskIsRetriedOnWhatHadFailedInIt() {
    fail(0);
    List<Bulk> running = new ArrayList<>();
    Bulk cancelling = library.offering(cancellingAt(books.get(CHUNK), running));
    running.add(cancelling);
    Task cancelled = cancelling.run(update(cancelling));
    assertThat(cancelled.status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(cancelled.counts()).isEqualTo(new Counts(CHUNK - 1, 0, 1, 0));
    mend();

    Task retried = bulk.runLaunched(retry(cancelled));

    assertThat(retried.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(retried.counts()).isEqualTo(new Counts(1, 0, 0, 0));
    assertThat(library.count("b.bestseller = true")).isEqualTo(CHUNK);
  }

  /** Has the task cancelled in the chunk of this book. */
  private static CrudResource<Book> cancellingAt(Book last, List<Bulk> running) {
    return BulkUpdateContract.books()
        .descendants(
            Genre.class,
            book -> {
              if (book.getId().equals(last.getId())) {
                TaskKey task = TaskContext.current().orElseThrow().task();
                running.get(0).manager.cancel(task);
                await().pollDelay(Checkpoints.INTERVAL).until(() -> true);
              }
              return List.of();
            });
  }

  @Test
  void aRetryOfWhatARunningTaskHoldsIsRefusedWithTheConflictAndChangesNothing() {
    Task failed = withFailures();
    CountDownLatch saving = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Bulk slow =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      saving.countDown();
                      pass(goOn);
                      return book;
                    }));
    TaskKey holder =
        ((BulkOutcome.Launched)
                slow.update(Book.class)
                    .ids(List.of(books.get(0).getId()))
                    .set("pages", 9)
                    .mode(BulkMode.ASYNC)
                    .submit())
            .task();
    library.engine.takeAll();
    CompletableFuture<Delivery> run = Alongside.begin(() -> slow.worker.run(holder));
    pass(saving);

    BulkOutcome refused = retry(failed);

    assertThat(((BulkOutcome.Conflicted) refused).conflicts().first())
        .singleElement()
        .satisfies(
            conflict -> {
              assertThat(conflict.record()).isEqualTo(key(0));
              assertThat(conflict.holder()).isEqualTo(holder);
            });
    assertThat(tasks()).as("the one that failed and the holder").isEqualTo(2);
    assertThat(library.engine.takeAll()).isEmpty();
    assertThat(library.ports.stores().conflicts().holders(List.of(key(0), key(CHUNK))))
        .containsOnlyKeys(key(0));
    assertThat(library.sumOfUpdates()).isEqualTo(books.size() - 2);
    goOn.countDown();
    assertThat(run.join()).isInstanceOf(Delivery.Ended.class);
    assertThat(slow.task(holder).counts()).isEqualTo(new Counts(1, 0, 0, 0));

    assertThat(bulk.runLaunched(retry(failed)).counts()).isEqualTo(new Counts(2, 0, 0, 0));
  }

  @Test
  void aWorkerThatWasFrozenWhenItsTaskWasTakenOverWritesNothingIntoTheRetry() {
    fail(0, CHUNK);
    CountDownLatch frozen = new CountDownLatch(1);
    CountDownLatch thawed = new CountDownLatch(1);
    Bulk freezing =
        library.offering(
            BulkUpdateContract.books()
                .descendants(
                    Genre.class,
                    book -> {
                      frozen.countDown();
                      pass(thawed);
                      return List.of();
                    }));
    TaskKey first = ((BulkOutcome.Launched) update(freezing).submit()).task();
    library.engine.takeAll();
    CompletableFuture<Delivery> old = Alongside.begin(() -> freezing.worker.run(first));
    pass(frozen);
    assertThat(bulk.worker.run(first)).isInstanceOf(Delivery.Ended.class);
    Task failed = bulk.task(first);
    assertThat(failed.attempt()).isEqualTo(2);
    assertThat(failed.counts()).isEqualTo(new Counts(books.size() - 2, 0, 2, 0));
    mend();
    Bulk retrying =
        library.offering(
            BulkUpdateContract.books()
                .descendants(
                    Genre.class,
                    book -> {
                      thawed.countDown();
                      assertThat(old.join()).isInstanceOf(Delivery.Lost.class);
                      return List.of();
                    }));

    Task retried = retrying.runLaunched(retrying.operations.retry(first).orElseThrow());

    assertThat(retried.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(retried.counts()).isEqualTo(new Counts(2, 0, 0, 0));
    assertThat(bulk.task(first).counts()).isEqualTo(failed.counts());
    assertThat(library.sumOfUpdates()).as("each record was changed once").isEqualTo(books.size());
    assertThat(library.ports.stores().conflicts().count(first)).isZero();
  }

  /** A task that has ended, in which two records failed that wouldn't fail any more. */
  private Task withFailures() {
    fail(0, CHUNK);
    Task failed = bulk.run(update(bulk));
    assertThat(failed.counts()).isEqualTo(new Counts(books.size() - 2, 0, 2, 0));
    mend();
    return failed;
  }

  private void fail(int... numbers) {
    for (int number : numbers) {
      library.jdbc().update("UPDATE book SET title = ' ' WHERE id = ?", books.get(number).getId());
    }
  }

  private void mend() {
    library.jdbc().update("UPDATE book SET title = 'mended' WHERE title = ' '");
  }

  private static BulkRequest<?, ?> update(Bulk bulk) {
    return bulk.update(Book.class)
        .all()
        .set("bestseller", true)
        .chunkSize(CHUNK)
        .mode(BulkMode.ASYNC);
  }

  private BulkOutcome retry(Task task) {
    return bulk.operations.retry(task.key()).orElseThrow();
  }

  private static List<TaskKey> launched(List<BulkOutcome> outcomes) {
    return outcomes.stream()
        .filter(BulkOutcome.Launched.class::isInstance)
        .map(outcome -> ((BulkOutcome.Launched) outcome).task())
        .toList();
  }

  private RecordKey key(int number) {
    return new RecordKey("Book", books.get(number).getId().toString());
  }

  private int tasks() {
    Integer tasks =
        library.jdbc().queryForObject("SELECT COUNT(*) FROM powercrud_task", Integer.class);
    return tasks == null ? 0 : tasks;
  }

  /** What a call can answer. */
  @FunctionalInterface
  private interface Call {
    BulkOutcome answer();
  }

  private static List<BulkOutcome> atOnce(int callers, Call call) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    CyclicBarrier together = new CyclicBarrier(callers);
    try {
      List<Future<BulkOutcome>> answers = new ArrayList<>();
      for (int i = 0; i < callers; i++) {
        answers.add(
            threads.submit(
                () -> {
                  together.await();
                  return call.answer();
                }));
      }
      List<BulkOutcome> outcomes = new ArrayList<>();
      for (Future<BulkOutcome> answer : answers) {
        outcomes.add(answer.get(30, TimeUnit.SECONDS));
      }
      return outcomes;
    } finally {
      threads.shutdownNow();
    }
  }

  private static void pass(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
