package io.powercrud.bulk;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.database.TestDatabase;
import io.powercrud.resource.CrudResource;
import io.powercrud.resource.Descendants;
import io.powercrud.task.Counts;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskStatus;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Country;
import io.powercrud.testmodel.Document;
import io.powercrud.testmodel.Genre;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The records that change along with those of a bulk operation. */
abstract class BulkDescendantsContract {

  private static final BulkSettings IMPATIENT = waiting(Duration.ofMillis(300));

  private final TestDatabase database;
  private Library library;
  private List<Book> pair = List.of();

  BulkDescendantsContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    library = Library.on(database);
  }

  private static BulkSettings waiting(Duration conflictWait) {
    return new BulkSettings(
        500, 10_000, 10_000, 20, conflictWait, Duration.ofSeconds(1), true, 3, Duration.ZERO);
  }

  private static CrudResource<Genre> genres() {
    return CrudResource.of(Genre.class).bulkFields("bookCount");
  }

  private static CrudResource<Book> registering() {
    return BulkUpdateContract.books()
        .saveWith(
            book -> {
              TaskContext.registerDescendants(Genre.class, book.genreIds());
              return book;
            });
  }

  private BulkOutcome.Launched hold(Bulk bulk, Genre genre) {
    return (BulkOutcome.Launched)
        bulk.update(Genre.class)
            .ids(List.of(genre.getId()))
            .set("bookCount", 7)
            .mode(BulkMode.ASYNC)
            .submit();
  }

  @Test
  void aDescendantThatTheTaskHoldsAlreadyIsNoConflict() {
    List<Genre> genres = library.save(List.of(new Genre("Novel"), new Genre("Satire")));
    library.saveBooks(50, book -> book.getGenres().addAll(genres));
    AtomicLong held = new AtomicLong();
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      TaskContext.registerDescendants(Genre.class, book.genreIds());
                      held.set(
                          library
                              .ports
                              .immediate()
                              .conflicts()
                              .count(TaskContext.current().orElseThrow().task()));
                      return book;
                    }));

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(held).hasValue(52);
    assertThat(library.ports.stores().conflicts().count(task.key())).isZero();
  }

  @Test
  void descendantsCanHaveIdsOfAnyKind() {
    UUID uuid = UUID.randomUUID();
    library.saveBooks(1);
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      TaskContext.registerDescendants(Document.class, List.of(uuid));
                      TaskContext.registerDescendants(Country.class, List.of("de"));
                      return book;
                    }));

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void aRefusedRegistrationFailsJustThatRecordAndNamesTheConflict() {
    List<Genre> genres = library.save(List.of(new Genre("Novel"), new Genre("Satire")));
    library.saveBooks(
        20, book -> book.getGenres().add(genres.get(book.getTitle().endsWith("5") ? 1 : 0)));
    Bulk bulk = library.offering(IMPATIENT, registering(), genres());
    BulkOutcome.Launched holder = hold(bulk, genres.get(1));

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.status()).isEqualTo(TaskStatus.PARTIAL);
    assertThat(task.counts()).isEqualTo(new Counts(18, 0, 2, 0));
    assertThat(bulk.records(task, Outcome.FAILED))
        .allSatisfy(
            failed ->
                assertThat(failed.reason())
                    .contains("Genre " + genres.get(1).getId())
                    .contains(holder.task().value()));
  }

  @Test
  void aDescendantThatIsReleasedInTimeIsWaitedFor() {
    Genre genre = library.save(List.of(new Genre("Novel"))).get(0);
    library.saveBooks(5, book -> book.getGenres().add(genre));
    CountDownLatch tried = new CountDownLatch(1);
    Bulk bulk =
        library.offering(
            genres(),
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      tried.countDown();
                      TaskContext.registerDescendants(Genre.class, book.genreIds());
                      return book;
                    }));
    BulkOutcome.Launched holder = hold(bulk, genre);
    CompletableFuture<Task> releases =
        Alongside.begin(
            () -> {
              await(tried);
              return bulk.runLaunched(holder);
            });

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(releases.join().status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.counts()).isEqualTo(new Counts(5, 0, 0, 0));
  }

  @Test
  void noRowIsLockedWhileADescendantIsWaitedFor() {
    Genre genre = library.save(List.of(new Genre("Novel"))).get(0);
    List<Book> books = library.saveBooks(5, book -> book.getGenres().add(genre));
    Bulk bulk = library.offering(genres(), registering());
    BulkOutcome.Launched holder = hold(bulk, genre);

    CompletableFuture<Task> waits =
        Alongside.begin(() -> bulk.run(bulk.update(Book.class).all().set("bestseller", true)));
    eventuallyWaits();
    assertThat(
            library
                .jdbc()
                .queryForList(
                    "SELECT id FROM book WHERE id = ? FOR UPDATE NOWAIT",
                    Long.class,
                    books.get(0).getId()))
        .hasSize(1);
    assertThat(library.ports.immediate().waits().all()).hasSize(1);
    assertThat(bulk.runLaunched(holder).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(waits.join().status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  private void eventuallyWaits() {
    Awaitility.await().until(() -> library.ports.immediate().waits().all().size() == 1);
  }

  @Test
  void aWaitThatIsAskedForInTheSaveIsWaitedForOutsideOfTheChunk() {
    Genre genre = library.save(List.of(new Genre("Novel"))).get(0);
    library.saveBooks(5, book -> book.getGenres().add(genre));
    Bulk bulk =
        library.offering(
            waiting(Duration.ZERO),
            genres(),
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      TaskContext.registerDescendants(
                          Genre.class, book.genreIds(), Duration.ofSeconds(50));
                      return book;
                    }));
    BulkOutcome.Launched holder = hold(bulk, genre);

    CompletableFuture<Task> waits =
        Alongside.begin(() -> bulk.run(bulk.update(Book.class).all().set("bestseller", true)));
    eventuallyWaits();

    assertThat(bulk.runLaunched(holder).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(waits.join().status()).isEqualTo(TaskStatus.SUCCEEDED);
  }

  @Test
  void aSaveCanRefuseToWaitThoughTheDefaultIsToWait() {
    Genre genre = library.save(List.of(new Genre("Novel"))).get(0);
    library.saveBooks(1, book -> book.getGenres().add(genre));
    Bulk bulk =
        library.offering(
            waiting(Duration.ofMinutes(10)),
            genres(),
            BulkUpdateContract.books()
                .saveWith(
                    book -> {
                      TaskContext.registerDescendants(Genre.class, book.genreIds(), Duration.ZERO);
                      return book;
                    }));
    BulkOutcome.Launched holder = hold(bulk, genre);

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(bulk.records(task, Outcome.FAILED).get(0).reason())
        .contains("Genre " + genre.getId(), holder.task().value());
  }

  @Test
  void ofTwoTasksThatWaitForEachOthersRecordTheLaterOnesRecordFails() {
    giveWay(
        BulkUpdateContract.books()
            .saveWith(
                book -> {
                  TaskContext.registerDescendants(Book.class, List.of(otherOf(book)));
                  return book;
                }),
        false);
  }

  @Test
  void ofTwoTasksThatWaitForEachOthersDeclaredDescendantTheLaterOnesRecordFails() {
    giveWay(
        BulkUpdateContract.books().descendants(Book.class, book -> List.of(otherOf(book))), false);
  }

  @Test
  void ofTwoTasksOfAllOrNothingThatWaitForEachOtherTheLaterOneChangesNothing() {
    giveWay(
        BulkUpdateContract.books()
            .saveWith(
                book -> {
                  TaskContext.registerDescendants(Book.class, List.of(otherOf(book)));
                  return book;
                }),
        true);
  }

  private long otherOf(Book book) {
    return pair.get(0).getId().equals(book.getId()) ? pair.get(1).getId() : pair.get(0).getId();
  }

  private void giveWay(CrudResource<Book> books, boolean allOrNothing) {
    pair = library.saveBooks(2);
    Bulk bulk = library.offering(books);
    BulkOutcome.Launched older = launchOn(bulk, pair.get(0), allOrNothing);
    BulkOutcome.Launched younger = launchOn(bulk, pair.get(1), allOrNothing);

    CompletableFuture<Task> first = Alongside.begin(() -> bulk.runLaunched(older));
    CompletableFuture<Task> second = Alongside.begin(() -> bulk.runLaunched(younger));

    assertThat(first.join().counts()).isEqualTo(new Counts(1, 0, 0, 0));
    Task gaveWay = second.join();
    assertThat(gaveWay.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(bulk.records(gaveWay, Outcome.FAILED))
        .singleElement()
        .satisfies(
            failed ->
                assertThat(failed.reason())
                    .contains("deadlock", older.task().value(), younger.task().value()));
    assertThat(rows("record")).isZero();
    assertThat(rows("wait")).isZero();
  }

  private long rows(String table) {
    return Objects.requireNonNull(
        library.jdbc().queryForObject("SELECT COUNT(*) FROM powercrud_" + table, Long.class));
  }

  private static BulkOutcome.Launched launchOn(Bulk bulk, Book book, boolean allOrNothing) {
    BulkUpdate<Book> update =
        bulk.update(Book.class).ids(List.of(book.getId())).set("pages", 7).mode(BulkMode.ASYNC);
    return (BulkOutcome.Launched) (allOrNothing ? update.allOrNothing() : update).submit();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void declaredDescendantsThatOthersHoldFailTheRecordsThatNeedThem() {
    List<Genre> genres = library.save(List.of(new Genre("Novel"), new Genre("Satire")));
    library.saveBooks(
        20, book -> book.getGenres().add(genres.get(book.getTitle().endsWith("5") ? 1 : 0)));
    Bulk bulk =
        library.offering(
            IMPATIENT,
            BulkUpdateContract.books().descendants(Genre.class, Book::genreIds),
            genres());
    BulkOutcome.Launched holder = hold(bulk, genres.get(1));

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.counts()).isEqualTo(new Counts(18, 0, 2, 0));
    assertThat(bulk.records(task, Outcome.FAILED))
        .allSatisfy(failed -> assertThat(failed.reason()).contains(holder.task().value()));
  }

  @Test
  void declaredDescendantsAreReservedAsTheyAreAndAsTheyWillBe() {
    List<Genre> genres = library.save(List.of(new Genre("Novel"), new Genre("Satire")));
    library.saveBooks(3, book -> book.getGenres().add(genres.get(0)));
    AtomicLong held = new AtomicLong();
    Bulk bulk =
        library.offering(
            BulkUpdateContract.books()
                .descendants(Genre.class, Book::genreIds)
                .saveWith(
                    book -> {
                      held.set(
                          library
                              .ports
                              .immediate()
                              .conflicts()
                              .count(TaskContext.current().orElseThrow().task()));
                      return book;
                    }));

    bulk.run(bulk.update(Book.class).all().replace("genres", List.of(genres.get(1))));

    assertThat(held).as("three books and both genres").hasValue(5);
  }

  @Test
  void twoJobsOnDifferentBooksThatShareEveryGenreBothSucceed() {
    List<Genre> genres =
        library.save(
            List.of(new Genre("Novel"), new Genre("Satire"), new Genre("Essay"), new Genre("Ode")));
    library.saveBooks(
        10_000,
        book -> {
          int number = Integer.parseInt(book.getTitle().substring(5));
          book.setBestseller(number % 2 == 0);
          book.getGenres().add(genres.get(number % 4));
          book.getGenres().add(genres.get((number / 2) % 4));
        });
    Bulk bulk =
        library.offering(
            registering()
                .descendants(
                    Descendants.<Book>of(Genre.class, Book::genreIds).untilChunkCommits()));
    BulkOutcome even = launch(bulk, true);
    BulkOutcome odd = launch(bulk, false);

    CompletableFuture<Task> first = Alongside.begin(() -> bulk.runLaunched(even));
    CompletableFuture<Task> second = Alongside.begin(() -> bulk.runLaunched(odd));

    assertThat(List.of(first.join(), second.join()))
        .allSatisfy(
            task -> {
              assertThat(task.status()).as(task.result()).isEqualTo(TaskStatus.SUCCEEDED);
              assertThat(task.counts()).isEqualTo(new Counts(5000, 0, 0, 0));
            });
  }

  private static BulkOutcome launch(Bulk bulk, boolean bestsellers) {
    BulkOutcome outcome =
        bulk.update(Book.class)
            .matching((root, query, builder) -> builder.equal(root.get("bestseller"), bestsellers))
            .set("pages", 100)
            .mode(BulkMode.ASYNC)
            .submit();
    assertThat(outcome).isInstanceOf(BulkOutcome.Launched.class);
    return outcome;
  }
}
