package io.powercrud.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.resource.CrudResource;
import io.powercrud.task.Counts;
import io.powercrud.task.Delivery;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskStatus;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Genre;
import java.sql.SQLNonTransientConnectionException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What becomes of the others, and of the truth, when some records of a bulk update fail. */
abstract class BulkFailureContract {

  private final TestDatabase database;
  private Library library;

  BulkFailureContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    library = Library.on(database);
  }

  @Test
  @Tag("E4")
  void recordsThatAreNotValidFailWithTheReasonAndTheOthersAreChanged() {
    List<Book> books = library.saveBooks(700);
    library
        .jdbc()
        .update("UPDATE book SET title = ' ' WHERE title IN ('Book 00003', 'Book 00699')");
    Bulk bulk = library.offering(BulkUpdateContract.books());

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.status()).isEqualTo(TaskStatus.PARTIAL);
    assertThat(task.counts()).isEqualTo(new Counts(698, 0, 2, 0));
    assertThat(task.error()).isEqualTo("2 of 700 records failed, 0 were skipped");
    assertThat(bulk.records(task, Outcome.FAILED))
        .extracting(outcome -> outcome.record().id(), RecordOutcome::reason)
        .containsExactly(
            tuple(books.get(2).getId().toString(), "title: must not be blank"),
            tuple(books.get(698).getId().toString(), "title: must not be blank"));
    assertThat(library.count("b.bestseller = true")).isEqualTo(698);
  }

  @Test
  void aSaveThatThrowsFailsItsRecordAloneWhateverItThrows() {
    library.saveBooks(100);
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      if (book.getTitle().endsWith("7")) {
                        throw new IllegalStateException("unlucky " + book.getTitle());
                      }
                      if (book.getTitle().endsWith("50")) {
                        throw new AssertionError("an error");
                      }
                      return book;
                    }));

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true).chunkSize(40));

    assertThat(task.status()).isEqualTo(TaskStatus.PARTIAL);
    assertThat(task.counts()).isEqualTo(new Counts(89, 0, 11, 0));
    assertThat(bulk.records(task, Outcome.FAILED))
        .extracting(RecordOutcome::reason)
        .contains("IllegalStateException: unlucky Book 00007", "AssertionError: an error");
    assertThat(library.count("b.bestseller = true")).isEqualTo(89);
    assertThat(library.count("b.title like '%7' and b.bestseller = true")).isZero();
  }

  @Test
  void whatTheDatabaseRefusesIsToldWithoutTheStatement() {
    library.saveBooks(1);
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      library.jdbc().update("UPDATE nowhere SET secret = 1");
                      return book;
                    }));

    Task task =
        bulk.run(bulk.update(Book.class).all().set("bestseller", true).mode(BulkMode.ASYNC));

    assertThat(bulk.records(task, Outcome.FAILED))
        .singleElement()
        .satisfies(
            failed ->
                assertThat(failed.reason())
                    .startsWith("the database refused it: ")
                    .containsIgnoringCase("nowhere")
                    .doesNotContain("UPDATE", "secret", "SQL statement", "Exception"));
  }

  @Test
  void whatAnothersLockKeptFromBeingDoneIsDoneAgainAndFailsOnlyIfThatGoesOn() {
    library.saveBooks(20);
    AtomicInteger deadlocks = new AtomicInteger();
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      boolean once = book.getTitle().endsWith("3") && deadlocks.get() == 0;
                      if (once || book.getTitle().endsWith("17")) {
                        deadlocks.incrementAndGet();
                        throw new CannotAcquireLockException("chosen as the victim of a deadlock");
                      }
                      return book;
                    }));

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.counts()).isEqualTo(new Counts(19, 0, 1, 0));
    assertThat(bulk.records(task, Outcome.FAILED))
        .singleElement()
        .satisfies(failed -> assertThat(failed.reason()).contains("victim of a deadlock"));
    assertThat(deadlocks).as("the first try, and three more before a commit").hasValue(4);
  }

  @Test
  @Tag("E4")
  void theOutcomesOfATaskAreHandedOnHoweverManyThereAre() {
    List<Book> books = library.saveBooks(1100);
    library.jdbc().update("UPDATE book SET title = ' ' WHERE title = 'Book 01050'");
    Bulk bulk = library.offering(BulkUpdateContract.books());
    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));
    List<String> all = new ArrayList<>();
    List<RecordOutcome> failed = new ArrayList<>();

    bulk.outcomes.forEach(task, null, outcome -> all.add(outcome.record().id()));
    bulk.outcomes.forEach(task, Outcome.FAILED, failed::add);

    assertThat(all)
        .containsExactlyInAnyOrderElementsOf(
            books.stream().map(book -> book.getId().toString()).toList());
    assertThat(failed)
        .containsExactly(
            new RecordOutcome(
                new RecordKey("Book", books.get(1049).getId().toString()),
                Outcome.FAILED,
                "title: must not be blank"));
  }

  @Test
  void oneInTenFailingCostsTransactionsInProportionToTheFailures() {
    library.saveBooks(500);
    AtomicInteger saves = new AtomicInteger();
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      saves.incrementAndGet();
                      if (book.getTitle().endsWith("5")) {
                        throw new IllegalStateException("unlucky");
                      }
                      return book;
                    }));
    library.statements.clear();

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.counts()).isEqualTo(new Counts(450, 0, 50, 0));
    long transactions =
        library.statements.all().stream()
            .filter(sql -> sql.startsWith("select 1 from") && sql.contains("book"))
            .count();
    assertThat(transactions).isLessThanOrEqualTo(2 * 50 + 2);
    assertThat(saves.get()).isLessThanOrEqualTo(2 * 500 + 50);
  }

  @Test
  void recordsThatTheDatabaseRefusesAreFoundByBisection() {
    library.saveBooks(200);
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      if (book.getTitle().endsWith("99")) {
                        book.setDescription("x".repeat(1001));
                      }
                      return book;
                    }));

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.counts()).isEqualTo(new Counts(198, 0, 2, 0));
    assertThat(bulk.records(task, Outcome.FAILED))
        .extracting(RecordOutcome::reason)
        .allSatisfy(reason -> assertThat(reason).startsWith("a value doesn't fit: "));
  }

  @Test
  void allOrNothingInTheBackgroundChangesNothingWhenOneFails() {
    library.saveBooks(50);
    library.jdbc().update("UPDATE book SET title = ' ' WHERE title = 'Book 00042'");
    Bulk bulk = library.offering(BulkUpdateContract.books());

    Task task =
        bulk.run(
            bulk.update(Book.class).all().set("bestseller", true).allOrNothing().chunkSize(20));

    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.error()).contains("Nothing was changed").contains("title: must not be blank");
    assertThat(task.counts()).isEqualTo(new Counts(0, 0, 1, 49));
    assertThat(library.count("b.bestseller = true")).isZero();
    assertThat(bulk.records(task, Outcome.FAILED)).hasSize(1);
    assertThat(bulk.records(task, Outcome.SKIPPED)).hasSize(49);
  }

  @Test
  void allOrNothingInTheBackgroundChangesEverythingOtherwise() {
    library.saveBooks(50);
    Bulk bulk = library.offering(BulkUpdateContract.books());

    Task task =
        bulk.run(
            bulk.update(Book.class).all().set("bestseller", true).allOrNothing().chunkSize(20));

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.counts()).isEqualTo(new Counts(50, 0, 0, 0));
    assertThat(library.count("b.bestseller = true")).isEqualTo(50);
  }

  @Test
  void recordsThatAreGoneAreSkipped() {
    List<Book> books = library.saveBooks(3);
    Bulk bulk = library.offering(BulkUpdateContract.books());

    Task task =
        bulk.run(
            bulk.update(Book.class).ids(List.of(books.get(0).getId(), -1)).set("bestseller", true));

    assertThat(task.status()).isEqualTo(TaskStatus.PARTIAL);
    assertThat(task.counts()).isEqualTo(new Counts(1, 0, 0, 1));
  }

  @Test
  void everyRecordFailingIsAFailureAndNoneIsNot() {
    library.saveBooks(3);
    library.jdbc().update("UPDATE book SET title = ' '");
    Bulk bulk = library.offering(BulkUpdateContract.books());

    Task failed = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(failed.counts()).isEqualTo(new Counts(0, 0, 3, 0));
  }

  @Test
  @Tag("G8")
  void aTransactionOfItsOwnWithinAChunkIsReported() {
    library.saveBooks(3);
    TransactionTemplate apart = new TransactionTemplate(library.transactionManager);
    apart.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    apart.setName("AuditService.note");
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      apart.executeWithoutResult(status -> {});
                      return book;
                    }));

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.result()).contains("AuditService.note").contains("REQUIRES_NEW");
  }

  @Test
  void aTransactionThatJoinsTheChunksIsNotReported() {
    library.saveBooks(3);
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      TaskContext.registerDescendants(Book.class, List.of(book.getId()));
                      return library.read(em -> book);
                    }));

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.counts()).isEqualTo(new Counts(3, 0, 0, 0));
    assertThat(task.result()).contains("\"warnings\":[]");
  }

  @Test
  @Tag("E4")
  void cancellingIsSeenInTheMiddleOfAChunkAndWhatIsCommittedStays() {
    library.saveBooks(60);
    List<Bulk> running = new ArrayList<>();
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      if (book.getTitle().equals("Book 00025")) {
                        TaskKey task = TaskContext.current().orElseThrow().task();
                        Alongside.begin(() -> running.get(0).manager.cancel(task)).join();
                        await().pollDelay(Checkpoints.INTERVAL).until(() -> true);
                      }
                      return book;
                    }));
    running.add(bulk);

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true).chunkSize(20));

    assertThat(task.status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(task.counts()).isEqualTo(new Counts(20, 0, 0, 0));
    assertThat(library.count("b.bestseller = true")).isEqualTo(20);
    assertThat(library.ports.stores().conflicts().count(task.key())).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTaskInTheMiddleOfALongChunkEndsWithinASecondOfItsCancellation(boolean allOrNothing) {
    library.saveBooks(500);
    CountDownLatch saving = new CountDownLatch(20);
    Bulk bulk = library.offering(slowly(saving));
    TaskKey task = launch(bulk, allOrNothing);
    CompletableFuture<Delivery> run = Alongside.begin(() -> bulk.worker.run(task));
    await().until(() -> saving.getCount() == 0);

    bulk.manager.cancel(task);

    assertThat(run).succeedsWithin(Duration.ofSeconds(1)).isInstanceOf(Delivery.Ended.class);
    assertThat(bulk.task(task).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(bulk.task(task).counts()).isEqualTo(Counts.NONE);
    assertThat(library.count("b.bestseller = true")).isZero();
    assertThat(library.ports.stores().conflicts().count(task)).isZero();
  }

  @Test
  void aTaskInTheMiddleOfALongChunkEndsWhenItsTimeIsOver() {
    library.saveBooks(500);
    Bulk bulk = library.offering(slowly(new CountDownLatch(0)));
    TaskKey task = launch(bulk, false);
    library
        .jdbc()
        .update("UPDATE powercrud_task SET timeout_ms = 300 WHERE task_key = ?", task.value());

    bulk.worker.run(task);

    assertThat(bulk.task(task).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(bulk.task(task).error()).contains("Timed out", "PT0.3S");
    assertThat(bulk.task(task).counts()).isEqualTo(Counts.NONE);
    assertThat(library.count("b.bestseller = true")).isZero();
    assertThat(library.ports.stores().conflicts().count(task)).isZero();
  }

  /** The whole chunk takes ten seconds. */
  private static CrudResource<Book> slowly(CountDownLatch saving) {
    return BulkUpdateContract.books()
        .saveWith(
            book -> {
              saving.countDown();
              LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
              return book;
            });
  }

  private static BulkOutcome.Launched launchInChunks(Bulk bulk) {
    return (BulkOutcome.Launched)
        bulk.update(Book.class)
            .all()
            .set("bestseller", true)
            .chunkSize(20)
            .mode(BulkMode.ASYNC)
            .submit();
  }

  private TaskKey launch(Bulk bulk, boolean allOrNothing) {
    BulkUpdate<Book> update =
        bulk.update(Book.class).all().set("bestseller", true).mode(BulkMode.ASYNC);
    BulkOutcome launched = (allOrNothing ? update.allOrNothing() : update).submit();
    library.engine.takeAll();
    return ((BulkOutcome.Launched) launched).task();
  }

  @Test
  @Tag("G4")
  @Tag("G8")
  void anAttemptThatWasTakenOverCommitsNothingMoreAndItsSuccessorGoesOnFromTheCursor() {
    library.saveBooks(60);
    Bulk successor = library.offering(BulkUpdateContract.books());
    AtomicBoolean takenOver = new AtomicBoolean();
    Bulk slow =
        library.offering(
            BulkUpdateContract.books()
                .descendants(
                    Genre.class,
                    book -> {
                      if (book.getTitle().equals("Book 00030") && !takenOver.getAndSet(true)) {
                        TaskKey task = TaskContext.current().orElseThrow().task();
                        Alongside.begin(() -> successor.worker.run(task)).join();
                      }
                      return List.of();
                    }));
    BulkOutcome.Launched launched = launchInChunks(slow);

    Delivery delivery = slow.worker.run(launched.task());

    assertThat(delivery).isInstanceOf(Delivery.Lost.class);
    Task task = slow.task(launched.task());
    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.attempt()).isEqualTo(2);
    assertThat(task.counts()).isEqualTo(new Counts(60, 0, 0, 0));
    assertThat(library.sumOfUpdates()).as("each record was changed once").isEqualTo(60);
  }

  @Test
  void aWorkerThatComesBackAfterAForcedReleaseWritesNothingOverTheTaskThatTookTheRecords() {
    library.saveBooks(60);
    Bulk next = library.offering(BulkUpdateContract.books());
    AtomicBoolean frozen = new AtomicBoolean();
    AtomicReference<BulkOutcome> taken = new AtomicReference<>();
    Bulk slow =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      if (book.getTitle().equals("Book 00030") && !frozen.getAndSet(true)) {
                        TaskKey task = TaskContext.current().orElseThrow().task();
                        Alongside.begin(() -> next.manager.forceRelease(task, "hangs")).join();
                        taken.set(
                            Alongside.begin(
                                    () ->
                                        next.update(Book.class)
                                            .all()
                                            .set("bestseller", true)
                                            .mode(BulkMode.ASYNC)
                                            .submit())
                                .join());
                      }
                      return book;
                    }));
    BulkOutcome.Launched launched = launchInChunks(slow);

    Delivery delivery = slow.worker.run(launched.task());

    assertThat(delivery).isInstanceOf(Delivery.Lost.class);
    Task released = slow.task(launched.task());
    assertThat(released.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(released.error()).endsWith(": hangs");
    assertThat(released.counts()).as("the chunk before").isEqualTo(new Counts(20, 0, 0, 0));
    assertThat(library.sumOfUpdates()).isEqualTo(20);
    Task successor = next.runLaunched(taken.get());
    assertThat(successor.counts()).isEqualTo(new Counts(40, 20, 0, 0));
    assertThat(library.sumOfUpdates()).as("each record was changed once").isEqualTo(60);
  }

  @Test
  @Tag("G8")
  void aChunkThatLosesItsConnectionFailsNoRecordAndTheNextAttemptGoesOnFromTheCursor() {
    library.saveBooks(60);
    AtomicBoolean lost = new AtomicBoolean();
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      if (book.getTitle().equals("Book 00030") && !lost.getAndSet(true)) {
                        throw new IllegalStateException(
                            new SQLNonTransientConnectionException("the server is gone", "08006"));
                      }
                      return book;
                    }));
    BulkOutcome.Launched launched = launchInChunks(bulk);

    assertThatThrownBy(() -> bulk.worker.run(launched.task()))
        .as("the engine is to deliver it again")
        .hasRootCauseMessage("the server is gone");
    assertThat(bulk.task(launched.task()).status()).isEqualTo(TaskStatus.RUNNING);
    bulk.worker.run(launched.task());

    Task task = bulk.task(launched.task());
    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.attempt()).isEqualTo(2);
    assertThat(task.counts()).isEqualTo(new Counts(60, 0, 0, 0));
    assertThat(library.sumOfUpdates()).as("each record was changed once").isEqualTo(60);
  }

  @Test
  @Tag("E4")
  void retryIsANewTaskOnTheFailedRecordsAlone() {
    library.saveBooks(30);
    library
        .jdbc()
        .update("UPDATE book SET title = ' ' WHERE title IN ('Book 00003', 'Book 00009')");
    Bulk bulk = library.offering(BulkUpdateContract.books());
    Task first = bulk.run(bulk.update(Book.class).all().set("bestseller", true));
    library.jdbc().update("UPDATE book SET title = 'ok'");

    Task second = bulk.runLaunched(bulk.operations.retry(first.key()).orElseThrow());

    assertThat(first.counts()).isEqualTo(new Counts(28, 0, 2, 0));
    assertThat(second.counts()).isEqualTo(new Counts(2, 0, 0, 0));
    assertThat(bulk.operations.retry(second.key())).isEmpty();
    assertThat(library.count("b.bestseller = true")).isEqualTo(30);
  }

  @Test
  void aRetryOnANodeThatDoesNotDeclareTheResourceAnyMoreIsRefused() {
    library.saveBooks(2);
    library.jdbc().update("UPDATE book SET title = ' '");
    Bulk before = library.offering(BulkUpdateContract.books());
    Task task = before.run(before.update(Book.class).all().set("bestseller", true));
    Bulk after = library.offering();

    assertThat(after.operations.retry(task.key()))
        .hasValueSatisfying(
            outcome ->
                assertThat(((BulkOutcome.Rejected) outcome).errors().get(0).message())
                    .contains("declares no resource 'books'"));
  }
}
