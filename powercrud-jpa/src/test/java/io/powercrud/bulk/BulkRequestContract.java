package io.powercrud.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.access.Caller;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.TestDatabase;
import io.powercrud.resource.CrudResource;
import io.powercrud.resource.FieldError;
import io.powercrud.task.TaskQuery;
import io.powercrud.testmodel.Author;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Country;
import io.powercrud.testmodel.Genre;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is wrong with a request is said before anything is done. */
abstract class BulkRequestContract {

  private final TestDatabase database;
  private Library library;
  private Bulk bulk;

  BulkRequestContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    library = Library.on(database);
    Author author = library.save(List.of(new Author("Jane"))).get(0);
    library.saveBooks(
        3,
        book -> {
          book.setAuthor(author);
          book.setDescription("kept");
        });
    bulk =
        library.offering(
            new BulkSettings(500, 5, 4, 2, Duration.ZERO, Duration.ZERO, true, 3, Duration.ZERO),
            BulkUpdateContract.books(),
            CrudResource.of(Author.class).bulkFields("birthYear"));
  }

  private void assertRejected(BulkRequest<?, ?> request, String field, String message) {
    BulkOutcome outcome = request.submit();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            BulkOutcome.Rejected.class,
            rejected -> assertThat(rejected.errors()).contains(new FieldError(field, message)));
    assertThat(library.sumOfUpdates()).isZero();
    assertThat(library.ports.stores().tasks().search(TaskQuery.newest(10)).items()).isEmpty();
  }

  private BulkUpdate<Book> update() {
    return bulk.update(Book.class).all();
  }

  @Test
  void noFieldIsNoRequestToSaveEveryRecord() {
    assertRejected(update(), "set", "no field is to be changed; name at least one");
  }

  @Test
  void noValueDoesNotTakeAReferenceAway() {
    assertRejected(
        update().set("author", null),
        "author",
        "there is no value to be set; clear the field if that is meant");
  }

  @Test
  void replacingByNothingDoesNotTakeAllAway() {
    assertRejected(
        update().replace("genres", List.of()),
        "genres",
        "no value is chosen; clear the field if none is to be left");
  }

  @Test
  @Tag("G12")
  void aFieldThatIsNotDeclaredCanNotBeChanged() {
    assertRejected(
        update().set("updates", 5),
        "updates",
        "it can't be changed in bulk; these can: title, author, genres, tags, bestseller, pages,"
            + " price, published, binding, isbn, size.width, description");
    assertRejected(
        update().set("nonsense", 5),
        "nonsense",
        "it can't be changed in bulk; these can: title, author, genres, tags, bestseller, pages,"
            + " price, published, binding, isbn, size.width, description");
  }

  @Test
  void valuesOfAnotherTypeAreRefused() {
    for (Map.Entry<String, Object> wrong :
        Map.<String, Object>of(
                "pages",
                "many",
                "binding",
                "SCROLL",
                "published",
                "soon",
                "bestseller",
                "maybe",
                "author",
                "nobody",
                "isbn",
                "12")
            .entrySet()) {
      BulkOutcome outcome = update().set(wrong.getKey(), wrong.getValue()).submit();

      assertThat(outcome)
          .as(wrong.toString())
          .isInstanceOfSatisfying(
              BulkOutcome.Rejected.class,
              rejected ->
                  assertThat(rejected.errors())
                      .singleElement()
                      .satisfies(error -> assertThat(error.field()).isEqualTo(wrong.getKey())));
    }
    assertThat(library.sumOfUpdates()).isZero();
  }

  @Test
  void aReferenceToARecordThatDoesNotExistIsRefused() {
    assertRejected(update().set("author", -1), "author", "there is no Author -1");
    assertRejected(update().add("genres", List.of(-2)), "genres", "there is no Genre -2");
  }

  @Test
  void aFieldThatNeedsAValueCanNotBeCleared() {
    assertRejected(update().clear("pages"), "pages", "it can't be without a value");
    assertRejected(update().clear("title"), "title", "it can't be without a value");
  }

  @Test
  void oneFieldIsChangedInOneWay() {
    assertRejected(
        update().set("pages", 1).set("pages", 2),
        "pages",
        "it is to be changed in more than one way; choose one");
    assertRejected(
        update().clear("genres").add("genres", List.of(1)),
        "genres",
        "it is to be changed in more than one way; choose one");
  }

  @Test
  void manyValuesAndSingleOnesAreNotMistakenForEachOther() {
    assertRejected(
        update().set("genres", List.of(1)),
        "genres",
        "it takes any number of values; add, remove or replace them");
    assertRejected(update().add("pages", List.of(1)), "pages", "it takes a single value; set it");
  }

  @Test
  void recordsMustBeSelectedAndInOneWay() {
    assertRejected(bulk.update(Book.class).set("pages", 2), "ids", "no record is selected");
    assertRejected(
        bulk.update(Book.class).ids(List.of()).set("pages", 2), "ids", "no record is selected");
    assertRejected(
        bulk.update(Book.class).matching(Map.of()).set("pages", 2),
        "matching",
        "an empty filter would match every record; say all:true if that is meant");
    assertRejected(
        bulk.update(Book.class).matching(Map.of("pages", 1)).ids(List.of(1)).set("pages", 2),
        "ids",
        "records are selected by their ids or by a filter, not by both");
  }

  @Test
  @Tag("S3")
  void anIdOfAnotherTypeIsRefused() {
    BulkOutcome outcome = bulk.update(Book.class).ids(List.of("x1")).set("pages", 2).submit();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            BulkOutcome.Rejected.class,
            rejected -> {
              assertThat(rejected.errors().get(0).field()).isEqualTo("ids");
              assertThat(rejected.errors().get(0).message()).contains("'x1' is no id of Book");
            });
  }

  @ParameterizedTest
  @EnumSource(
      value = BulkMode.class,
      names = {"SYNC", "ASYNC"})
  void aRecordWhoseIdIsTooLongToBeHeldIsRefused(BulkMode mode) {
    library.save(List.of(new Country("a"), new Country("b".repeat(401))));
    Bulk countries = library.offering(CrudResource.of(Country.class).bulkFields("visited"));

    BulkOutcome outcome =
        countries.update(Country.class).all().set("visited", true).mode(mode).submit();

    assertThat(outcome)
        .isEqualTo(
            new BulkOutcome.Rejected(
                List.of(
                    new FieldError(
                        "matching",
                        "A record of Country has an id of 401 characters, but a task can hold only records whose ids have 1 to 400"))));
    assertThat(library.ports.stores().tasks().search(TaskQuery.newest(10)).items()).isEmpty();
  }

  @Test
  void aFilterOnAFieldThatIsNotDeclaredIsRefused() {
    BulkOutcome outcome =
        bulk.update(Book.class).matching(Map.of("updates", "0")).set("pages", 2).submit();

    assertThat(outcome)
        .isInstanceOfSatisfying(
            BulkOutcome.Rejected.class,
            rejected -> assertThat(rejected.errors().get(0).field()).isEqualTo("updates"));
  }

  @Test
  @Tag("S4")
  void theLimitsHoldForEveryWayOfSelecting() {
    assertRejected(
        bulk.update(Book.class).ids(IntStream.range(0, 6).boxed().toList()).set("pages", 2),
        "ids",
        "6 ids are more than the 5 that can be named one by one");
    library.saveBooks(3);
    assertRejected(
        update().set("pages", 2).mode(BulkMode.SYNC),
        "mode",
        "more than 5 records are selected, which only an operation in the background can change");
    assertRejected(
        update().set("pages", 2).mode(BulkMode.ASYNC),
        "matching",
        "6 records are selected, more than the 4 that one operation can change");
  }

  @Test
  @Tag("S4")
  void aUserHasOnlySoManyOpenTasksAndTheApplicationAnyNumber() {
    List<Book> books = library.saveBooks(4);
    for (int i = 0; i < 2; i++) {
      assertThat(inBackground(books.get(i)).submit()).isInstanceOf(BulkOutcome.Launched.class);
    }

    assertThat(inBackground(books.get(2)).submit()).isEqualTo(new BulkOutcome.TooMany("ann", 2));
    assertThat(inBackground(books.get(0)).submit()).isInstanceOf(BulkOutcome.Known.class);
    assertThat(inBackground(books.get(3)).mode(BulkMode.SYNC).submit())
        .isInstanceOf(BulkOutcome.Completed.class);
    assertThat(inBackground(books.get(2)).caller(Caller.SYSTEM).submit())
        .isInstanceOf(BulkOutcome.Launched.class);
    assertThat(library.ports.stores().tasks().countOpenOf("ann")).isEqualTo(2);
  }

  private BulkUpdate<Book> inBackground(Book book) {
    return bulk.update(Book.class)
        .ids(List.of(book.getId()))
        .set("pages", 2)
        .mode(BulkMode.ASYNC)
        .idempotencyKey("book " + book.getId())
        .caller(new Caller("ann", Set.of(), Map.of()));
  }

  @Test
  void onlyADeclaredDeletionIsPossible() {
    BulkOutcome outcome = bulk.delete(Author.class).all().submit();

    assertThat(outcome)
        .isEqualTo(
            new BulkOutcome.Rejected(
                List.of(new FieldError("action", "records of 'author' can't be deleted in bulk"))));
  }

  @Test
  void everythingThatIsWrongIsSaidAtOnce() {
    BulkOutcome outcome =
        bulk.update(Book.class)
            .set("pages", "many")
            .set("nonsense", 1)
            .onConflict(OnConflict.WAIT)
            .mode(BulkMode.SYNC)
            .reason("x".repeat(1001))
            .submit();

    assertThat(((BulkOutcome.Rejected) outcome).errors())
        .extracting(FieldError::field)
        .containsExactlyInAnyOrder("pages", "nonsense", "onConflict", "reason", "ids");
  }

  @Test
  void recordsCanBeLeftOut() {
    List<Genre> genres = library.save(List.of(new Genre("Novel")));
    List<Book> books = library.books();

    BulkOutcome matching =
        update().add("genres", genres).except(List.of(books.get(0).getId())).submit();
    BulkOutcome ids =
        bulk.update(Book.class)
            .ids(books.stream().map(Book::getId).toList())
            .except(List.of(books.get(1).getId().toString()))
            .set("pages", 9)
            .submit();

    assertThat(((BulkOutcome.Completed) matching).counts().changed()).isEqualTo(2);
    assertThat(((BulkOutcome.Completed) ids).counts().changed()).isEqualTo(2);
    assertThat(library.books().get(0).getGenres()).isEmpty();
    assertThat(library.books().get(1).getPages()).isEqualTo(1);
  }
}
