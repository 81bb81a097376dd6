package io.powercrud.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.database.TestDatabase;
import io.powercrud.resource.CrudResource;
import io.powercrud.task.Counts;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import io.powercrud.testmodel.Author;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Bus;
import io.powercrud.testmodel.Car;
import io.powercrud.testmodel.Genre;
import io.powercrud.testmodel.OrderLine;
import io.powercrud.testmodel.OrderLineId;
import io.powercrud.testmodel.Vehicle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a bulk deletion deletes, and what it says it did. */
abstract class BulkDeleteContract {

  private final TestDatabase database;
  private Library library;

  BulkDeleteContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    library = Library.on(database);
  }

  @Test
  void deletesRecordsWithWhatBelongsToThem() {
    Genre genre = library.save(List.of(new Genre("Novel"))).get(0);
    library.saveBooks(
        40,
        book -> {
          book.getGenres().add(genre);
          book.getTags().add("old");
        });
    Bulk bulk = library.offering(BulkUpdateContract.books());

    Task task = bulk.run(bulk.delete(Book.class).matching(Map.of("genres", genre.getId())));

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.counts()).isEqualTo(new Counts(40, 0, 0, 0));
    assertThat(library.books()).isEmpty();
    assertThat(library.find(Genre.class, genre.getId())).isNotNull();
  }

  @Test
  void deletesRecordsOfAnInheritanceTreeAndWithComposedIds() {
    library.save(List.of(new Car(1, 4, 3), new Bus(2, 40, "7")));
    library.save(List.of(new OrderLine(new OrderLineId(7, "a"), 1)));
    Bulk bulk =
        library.offering(
            CrudResource.of(Vehicle.class).bulkDelete(),
            CrudResource.of(OrderLine.class).bulkDelete());

    Task vehicles = bulk.run(bulk.delete(Vehicle.class).all());
    Task lines = bulk.run(bulk.delete(OrderLine.class).all());

    assertThat(vehicles.counts()).isEqualTo(new Counts(2, 0, 0, 0));
    assertThat(lines.counts()).isEqualTo(new Counts(1, 0, 0, 0));
    assertThat(library.find(Car.class, 1L)).isNull();
  }

  @Test
  void aRecordThatOthersReferToStaysWithAReasonThatPeopleUnderstand() {
    List<Author> authors =
        library.save(List.of(new Author("Jane"), new Author("Ada"), new Author("Nora")));
    library.saveBooks(1, book -> book.setAuthor(authors.get(1)));
    Bulk bulk = library.offering(CrudResource.of(Author.class).bulkDelete());

    Task task = bulk.run(bulk.delete(Author.class).all());

    assertThat(task.status()).isEqualTo(TaskStatus.PARTIAL);
    assertThat(task.counts()).isEqualTo(new Counts(2, 0, 1, 0));
    assertThat(bulk.records(task, Outcome.FAILED))
        .singleElement()
        .satisfies(
            failed -> {
              assertThat(failed.record().id()).isEqualTo(authors.get(1).getId().toString());
              assertThat(failed.reason())
                  .startsWith("it violates the constraint ")
                  .containsIgnoringCase("of table book")
                  .endsWith("because records refer to each other");
            });
  }

  @Test
  void aDeletionThatIsRolledBackDeletedNothingAndSaysSo() {
    List<Author> authors = library.save(List.of(new Author("Jane"), new Author("Ada")));
    library.saveBooks(1, book -> book.setAuthor(authors.get(1)));
    Bulk bulk = library.offering(CrudResource.of(Author.class).bulkDelete());

    BulkOutcome.Completed completed =
        (BulkOutcome.Completed) bulk.delete(Author.class).all().submit();

    assertThat(completed.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(completed.counts()).isEqualTo(new Counts(0, 0, 1, 1));
    assertThat(bulk.task(completed.task()).counts()).isEqualTo(completed.counts());
    assertThat(library.find(Author.class, authors.get(0).getId())).isNotNull();
  }

  @Test
  void whatIsDeletedAlongMustNotBeHeldByAnotherTask() {
    List<Author> authors = library.save(List.of(new Author("Jane"), new Author("Ada")));
    List<Book> books =
        library.saveBooks(
            2, book -> book.setAuthor(authors.get(book.getTitle().endsWith("1") ? 0 : 1)));
    Bulk bulk =
        library.offering(
            new BulkSettings(
                500, 100, 100, 20, Duration.ofMillis(200), Duration.ZERO, true, 3, Duration.ZERO),
            BulkUpdateContract.books(),
            CrudResource.of(Author.class)
                .bulkDelete()
                .deleteWith(
                    author -> {
                      author.getBooks().forEach(library.entityManager::remove);
                      library.entityManager.remove(author);
                    }));
    BulkOutcome holder =
        bulk.update(Book.class)
            .ids(List.of(books.get(1).getId()))
            .set("pages", 2)
            .mode(BulkMode.ASYNC)
            .submit();

    Task task = bulk.run(bulk.delete(Author.class).all());

    assertThat(task.counts()).isEqualTo(new Counts(1, 0, 1, 0));
    assertThat(bulk.records(task, Outcome.FAILED))
        .singleElement()
        .satisfies(
            failed ->
                assertThat(failed.reason())
                    .contains("Book " + books.get(1).getId())
                    .contains(((BulkOutcome.Launched) holder).task().value()));
    assertThat(library.find(Book.class, books.get(0).getId())).isNull();
    assertThat(library.find(Book.class, books.get(1).getId())).isNotNull();
  }
}
