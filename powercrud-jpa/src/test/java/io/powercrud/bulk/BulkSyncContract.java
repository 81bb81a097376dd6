package io.powercrud.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.RecordKey;
import io.powercrud.access.Caller;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.TestDatabase;
import io.powercrud.resource.CrudResource;
import io.powercrud.task.Counts;
import io.powercrud.task.Delivery;
import io.powercrud.task.IdempotencyException;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskFailedException;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import io.powercrud.testmodel.Author;
import io.powercrud.testmodel.Book;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When a bulk operation is carried out, for whom, and on which records. */
abstract class BulkSyncContract {

  private final TestDatabase database;
  private Library library;

  BulkSyncContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    library = Library.on(database);
  }

  @Test
  void aSmallOperationIsDoneWhenTheCallReturnsAndHasItsRowInTheHistory() {
    library.saveBooks(19);
    Bulk bulk = library.offering(BulkUpdateContract.books());

    BulkOutcome outcome =
        bulk.update(Book.class)
            .matching(Map.of("bestseller", "false"))
            .set("bestseller", true)
            .submit();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            BulkOutcome.Completed.class,
            completed -> {
              assertThat(completed.status()).isEqualTo(TaskStatus.SUCCEEDED);
              assertThat(completed.counts()).isEqualTo(new Counts(19, 0, 0, 0));
              Task task = bulk.task(completed.task());
              assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
              assertThat(task.counts()).isEqualTo(completed.counts());
              assertThat(task.total()).isEqualTo(19);
              assertThat(bulk.records(task, Outcome.CHANGED)).hasSize(19);
              assertThat(library.ports.stores().conflicts().count(task.key())).isZero();
            });
    assertThat(library.engine.takeAll()).isEmpty();
    assertThat(library.count("b.bestseller = true")).isEqualTo(19);
  }

  @Test
  void fromTheThresholdOnItRunsInTheBackground() {
    library.saveBooks(20);
    Bulk bulk = library.offering(BulkUpdateContract.books());

    BulkOutcome outcome = bulk.update(Book.class).all().set("bestseller", true).submit();

    assertThat(outcome).isInstanceOf(BulkOutcome.Launched.class);
    assertThat(library.count("b.bestseller = true")).isZero();
    assertThat(bulk.runLaunched(outcome).counts()).isEqualTo(new Counts(20, 0, 0, 0));
  }

  @Test
  void aSmallOperationInWhichOneRecordFailsChangesNothingAndTheHistorySaysWhy() {
    List<Book> books = library.saveBooks(5);
    library.jdbc().update("UPDATE book SET title = ' ' WHERE title = 'Book 00004'");
    Bulk bulk = library.offering(BulkUpdateContract.books());

    BulkOutcome.Completed completed =
        (BulkOutcome.Completed) bulk.update(Book.class).all().set("bestseller", true).submit();

    assertThat(completed.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(completed.counts()).isEqualTo(new Counts(0, 0, 1, 4));
    assertThat(completed.failures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.record().id()).isEqualTo(books.get(3).getId().toString());
              assertThat(failure.reason()).isEqualTo("title: must not be blank");
            });
    Task task = bulk.task(completed.task());
    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.counts()).isEqualTo(completed.counts());
    assertThat(bulk.records(task, Outcome.FAILED)).isEqualTo(completed.failures());
    assertThat(bulk.records(task, Outcome.SKIPPED)).hasSize(4);
    assertThat(library.count("b.bestseller = true")).isZero();
  }

  @Test
  void aConstraintThatTheDatabaseRefusesNamesTheRecord() {
    library.saveBooks(3);
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      if (book.getTitle().endsWith("2")) {
                        book.setDescription("x".repeat(1001));
                      }
                      return book;
                    }));

    BulkOutcome.Completed completed =
        (BulkOutcome.Completed) bulk.update(Book.class).all().set("bestseller", true).submit();

    assertThat(completed.failures())
        .singleElement()
        .satisfies(failure -> assertThat(failure.reason()).startsWith("a value doesn't fit"));
  }

  @Test
  void whatIsDoneAtOnceJoinsTheCallersTransaction() {
    library.saveBooks(3);
    Bulk bulk = library.offering(BulkUpdateContract.books());

    library.transaction.executeWithoutResult(
        status -> {
          assertThat(bulk.update(Book.class).all().set("bestseller", true).submit())
              .isInstanceOf(BulkOutcome.Completed.class);
          status.setRollbackOnly();
        });

    assertThat(library.count("b.bestseller = true")).isZero();
    assertThat(library.ports.stores().tasks().search(TaskQuery.newest(10)).items()).isEmpty();
  }

  @Test
  void aFailureInTheCallersTransactionIsAnException() {
    library.saveBooks(1);
    library.jdbc().update("UPDATE book SET title = ' '");
    Bulk bulk = library.offering(BulkUpdateContract.books());

    assertThatThrownBy(
            () ->
                library.inTransaction(
                    em -> bulk.update(Book.class).all().set("bestseller", true).submit()))
        .isInstanceOf(TaskFailedException.class)
        .hasMessageContaining("title: must not be blank");
  }

  @Test
  void recordsThatAnotherTaskHoldsAreAConflictThatNamesIt() {
    List<Book> books = library.saveBooks(3);
    Bulk bulk = library.offering(BulkUpdateContract.books());
    BulkOutcome.Launched first =
        (BulkOutcome.Launched)
            bulk.update(Book.class)
                .ids(List.of(books.get(1).getId()))
                .set("pages", 2)
                .mode(BulkMode.ASYNC)
                .submit();

    BulkOutcome refused = bulk.update(Book.class).all().set("bestseller", true).submit();
    BulkOutcome skipped =
        bulk.update(Book.class).all().set("bestseller", true).onConflict(OnConflict.SKIP).submit();

    assertThat(refused)
        .isInstanceOfSatisfying(
            BulkOutcome.Conflicted.class,
            conflicted -> {
              assertThat(conflicted.conflicts().total()).isEqualTo(1);
              assertThat(conflicted.conflicts().first().get(0).holder()).isEqualTo(first.task());
            });
    assertThat(skipped)
        .isInstanceOfSatisfying(
            BulkOutcome.Completed.class,
            completed -> {
              assertThat(completed.status()).isEqualTo(TaskStatus.PARTIAL);
              assertThat(completed.counts()).isEqualTo(new Counts(2, 0, 0, 1));
              assertThat(bulk.records(bulk.task(completed.task()), Outcome.SKIPPED))
                  .singleElement()
                  .satisfies(left -> assertThat(left.reason()).contains(first.task().value()));
            });
    assertThat(bulk.runLaunched(first).counts()).isEqualTo(new Counts(1, 0, 0, 0));
  }

  @Test
  void anOperationThatWaitsHoldsNothingUntilAllOfItsRecordsAreFree() {
    List<Book> books = library.saveBooks(30);
    Bulk bulk = library.offering(BulkUpdateContract.books());
    BulkOutcome first =
        bulk.update(Book.class)
            .ids(List.of(books.get(3).getId()))
            .set("pages", 2)
            .mode(BulkMode.ASYNC)
            .submit();

    BulkOutcome.Launched waiting =
        (BulkOutcome.Launched)
            bulk.update(Book.class)
                .all()
                .set("bestseller", true)
                .onConflict(OnConflict.WAIT)
                .submit();

    ConflictStore conflicts = library.stores.stores().conflicts();
    assertThat(bulk.worker.run(waiting.task()))
        .isInstanceOfSatisfying(
            Delivery.Again.class,
            again -> assertThat(again.reason()).contains("Book " + books.get(3).getId()));
    assertThat(conflicts.count(waiting.task())).isZero();
    assertThat(bulk.task(waiting.task()).status()).isEqualTo(TaskStatus.PENDING);
    assertThat(library.count("b.bestseller = true")).isZero();

    bulk.runLaunched(first);
    Task task = bulk.runLaunched(waiting);

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.counts()).isEqualTo(new Counts(30, 0, 0, 0));
    assertThat(conflicts.count(task.key())).isZero();
  }

  @Test
  void namedRecordsThatWaitSkipWhatIsNotThere() {
    Book book = library.saveBooks(1).get(0);
    Bulk bulk = library.offering(BulkUpdateContract.books());

    Task task =
        bulk.run(
            bulk.update(Book.class)
                .ids(List.of(-1L, book.getId()))
                .set("pages", 2)
                .onConflict(OnConflict.WAIT));

    assertThat(task.status()).isEqualTo(TaskStatus.PARTIAL);
    assertThat(task.counts()).isEqualTo(new Counts(1, 0, 0, 1));
  }

  @Test
  void aLargeOperationThatSkipsCountsWhatItLeftOut() {
    List<Book> books = library.saveBooks(30);
    Bulk bulk = library.offering(BulkUpdateContract.books());
    BulkOutcome first =
        bulk.update(Book.class)
            .ids(List.of(books.get(0).getId(), books.get(29).getId()))
            .set("pages", 2)
            .mode(BulkMode.ASYNC)
            .submit();

    Task second =
        bulk.run(
            bulk.update(Book.class)
                .all()
                .set("bestseller", true)
                .onConflict(OnConflict.SKIP)
                .chunkSize(10));

    assertThat(second.status()).isEqualTo(TaskStatus.PARTIAL);
    assertThat(second.counts()).isEqualTo(new Counts(28, 0, 0, 2));
    assertThat(bulk.runLaunched(first).status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void theSameRequestAgainIsTheSameTaskAndAnotherOneIsRefused() {
    library.saveBooks(2);
    Bulk bulk = library.offering(BulkUpdateContract.books());
    BulkOutcome.Completed first =
        (BulkOutcome.Completed)
            bulk.update(Book.class).all().set("bestseller", true).idempotencyKey("once").submit();

    BulkOutcome again =
        bulk.update(Book.class).all().set("bestseller", true).idempotencyKey("once").submit();

    assertThat(again)
        .isInstanceOfSatisfying(
            BulkOutcome.Known.class,
            known -> assertThat(known.earlier().key()).isEqualTo(first.task()));
    assertThatThrownBy(
            () ->
                bulk.update(Book.class)
                    .all()
                    .set("bestseller", false)
                    .idempotencyKey("once")
                    .submit())
        .isInstanceOf(IdempotencyException.class);
    assertThat(library.count("b.bestseller = true")).isEqualTo(2);
  }

  @Test
  void insideATaskItIsPartOfThatTasksWork() {
    List<Author> authors = library.save(List.of(new Author("Jane")));
    library.saveBooks(30);
    Bulk[] bulk = new Bulk[1];
    bulk[0] =
        library.offering(
            BulkUpdateContract.books(),
            CrudResource.of(Author.class)
                .bulkFields("birthYear")
                .saveWith(
                    author -> {
                      BulkOutcome.Completed nested =
                          (BulkOutcome.Completed)
                              bulk[0].update(Book.class).all().set("bestseller", true).submit();
                      assertThat(nested.task())
                          .isEqualTo(TaskContext.current().orElseThrow().task());
                      assertThat(nested.counts()).isEqualTo(new Counts(30, 0, 0, 0));
                      return author;
                    }));

    Task task = bulk[0].run(bulk[0].update(Author.class).all().set("birthYear", 1775));

    assertThat(task.status()).as(task.result()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.counts()).isEqualTo(new Counts(authors.size(), 0, 0, 0));
    assertThat(library.count("b.bestseller = true")).isEqualTo(30);
    assertThat(library.ports.stores().tasks().search(TaskQuery.newest(10)).items()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = BulkMode.class,
      names = {"SYNC", "ASYNC"})
  @Tag("G12")
  @Tag("S1")
  void whatIsNotForTheCallerOrDoesNotExistIsNeverReservedNorSaidToBeHeld(BulkMode mode) {
    Book north = library.saveBooks(1, book -> book.setDescription("north")).get(0);
    Book south = library.saveBooks(1, book -> book.setDescription("south")).get(0);
    Bulk bulk = library.offering(inBranch());
    library.access.become(new Caller("sue", Set.of(), Map.of("branch", "south")));
    BulkOutcome held =
        bulk.update(Book.class)
            .ids(List.of(south.getId()))
            .set("pages", 7)
            .mode(BulkMode.ASYNC)
            .submit();
    library.access.become(new Caller("nora", Set.of(), Map.of("branch", "north")));

    BulkOutcome submitted =
        bulk.update(Book.class)
            .ids(List.of(south.getId(), -1L, north.getId()))
            .set("pages", 2)
            .mode(mode)
            .submit();

    Map<RecordKey, Conflict> holders =
        library
            .stores
            .stores()
            .conflicts()
            .holders(List.of(bookKey(north.getId()), bookKey(south.getId()), bookKey(-1L)));
    if (submitted instanceof BulkOutcome.Launched launched) {
      assertThat(holders.keySet())
          .containsExactlyInAnyOrder(bookKey(north.getId()), bookKey(south.getId()));
      assertThat(holders.get(bookKey(south.getId())).holder()).isNotEqualTo(launched.task());
      Task task = bulk.runLaunched(launched);
      assertThat(task.status()).isEqualTo(TaskStatus.PARTIAL);
      assertThat(task.counts()).isEqualTo(new Counts(1, 0, 0, 2));
      assertThat(bulk.records(task, Outcome.SKIPPED))
          .extracting(RecordOutcome::record)
          .containsExactlyInAnyOrder(bookKey(south.getId()), bookKey(-1L));
    } else {
      assertThat(submitted)
          .isInstanceOfSatisfying(
              BulkOutcome.Completed.class,
              done -> assertThat(done.counts()).isEqualTo(new Counts(1, 0, 0, 2)));
    }
    assertThat(library.find(Book.class, south.getId()).getPages()).isNotEqualTo(2);
    assertThat(bulk.runLaunched(held).counts()).isEqualTo(new Counts(1, 0, 0, 0));
  }

  private static RecordKey bookKey(Long id) {
    return new RecordKey("Book", id.toString());
  }

  private static CrudResource<Book> inBranch() {
    return BulkUpdateContract.books()
        .scope(
            "branch",
            caller ->
                (root, query, builder) ->
                    builder.equal(root.get("description"), caller.scope().get("branch")));
  }

  @Test
  @Tag("G12")
  @Tag("S1")
  void theScopeOfTheCallerIsAppliedToTheSetAndAgainInTheWorker() {
    List<Book> books = library.saveBooks(4, book -> book.setDescription("north"));
    library.jdbc().update("UPDATE book SET description = 'south' WHERE title = 'Book 00002'");
    Bulk bulk = library.offering(inBranch());
    library.access.become(new Caller("nora", Set.of(), Map.of("branch", "north")));

    BulkOutcome matching =
        bulk.update(Book.class).all().set("bestseller", true).mode(BulkMode.ASYNC).submit();
    library.access.become(Caller.SYSTEM);
    library.jdbc().update("UPDATE book SET description = 'south' WHERE title = 'Book 00003'");
    Task byFilter = bulk.runLaunched(matching);
    library.access.become(new Caller("nora", Set.of(), Map.of("branch", "north")));
    Task byIds =
        bulk.run(
            bulk.update(Book.class).ids(books.stream().map(Book::getId).toList()).set("pages", 77));

    assertThat(byFilter.counts())
        .as("one left the scope after the launch")
        .isEqualTo(new Counts(2, 0, 0, 1));
    assertThat(byIds.counts()).isEqualTo(new Counts(2, 0, 0, 2));
    assertThat(library.count("b.description = 'south' and (b.bestseller = true or b.pages = 77)"))
        .isZero();
  }
}
