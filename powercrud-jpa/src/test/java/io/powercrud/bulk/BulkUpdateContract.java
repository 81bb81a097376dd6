package io.powercrud.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.database.TestDatabase;
import io.powercrud.resource.CrudResource;
import io.powercrud.task.Counts;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import io.powercrud.testmodel.Author;
import io.powercrud.testmodel.Binding;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Bus;
import io.powercrud.testmodel.Car;
import io.powercrud.testmodel.CardPayment;
import io.powercrud.testmodel.CashPayment;
import io.powercrud.testmodel.Country;
import io.powercrud.testmodel.Customer;
import io.powercrud.testmodel.Document;
import io.powercrud.testmodel.Genre;
import io.powercrud.testmodel.Holiday;
import io.powercrud.testmodel.Isbn;
import io.powercrud.testmodel.OrderLine;
import io.powercrud.testmodel.OrderLineId;
import io.powercrud.testmodel.Payment;
import io.powercrud.testmodel.Profile;
import io.powercrud.testmodel.Seat;
import io.powercrud.testmodel.Vehicle;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/** What a bulk update does to records of every kind. */
abstract class BulkUpdateContract {

  private final TestDatabase database;
  private Library library;

  BulkUpdateContract(TestDatabase database) {
    this.database = database;
  }

  static CrudResource<Book> books() {
    return CrudResource.of(Book.class)
        .path("books")
        .columns("title")
        .filters("title", "bestseller", "pages", "genres")
        .bulkFields(
            "title",
            "author",
            "genres",
            "tags",
            "bestseller",
            "pages",
            "price",
            "published",
            "binding",
            "isbn",
            "size.width",
            "description")
        .bulkDelete();
  }

  @BeforeEach
  void open() {
    library = Library.on(database);
  }

  @Test
  void changesEveryRecordThatMatchedThoughTheFilterIsOnTheFieldThatChanges() {
    library.saveBooks(1200);
    Bulk bulk = library.offering(books());

    Task task =
        bulk.run(
            bulk.update(Book.class)
                .matching(Map.of("bestseller", "false"))
                .set("bestseller", true)
                .reason("check"));

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.counts()).isEqualTo(new Counts(1200, 0, 0, 0));
    assertThat(task.reason()).isEqualTo("check");
    assertThat(library.count("b.bestseller = true")).isEqualTo(1200);
    assertThat(library.ports.stores().conflicts().count(task.key())).isZero();
    assertThat(bulk.task(task.key()).progress().done()).isEqualTo(1200);
  }

  @Test
  void whatTheApplicationChangesBeforeTheCommitIsWrittenToo() {
    library.saveBooks(2);
    Bulk bulk =
        library.offering(
            books()
                .saveWith(
                    book -> {
                      TransactionSynchronizationManager.registerSynchronization(
                          new TransactionSynchronization() {
                            @Override
                            public void beforeCommit(boolean readOnly) {
                              book.setDescription("at the last moment");
                            }
                          });
                      return book;
                    }));

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.counts()).isEqualTo(new Counts(2, 0, 0, 0));
    assertThat(library.count("b.description = 'at the last moment'")).isEqualTo(2);
  }

  @Test
  void setsValuesOfEveryType() {
    Book book = library.saveBooks(1).get(0);
    Author author = library.save(List.of(new Author("Jane"))).get(0);
    Bulk bulk = library.offering(books());

    Task task =
        bulk.run(
            bulk.update(Book.class)
                .ids(List.of(book.getId()))
                .set("title", "Emma")
                .set("author", author)
                .set("bestseller", true)
                .set("pages", 474)
                .set("price", "9.90")
                .set("published", LocalDate.of(1815, 12, 23))
                .set("binding", Binding.HARDCOVER)
                .set("isbn", new Isbn("9780141439587"))
                .set("size.width", 129));

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    Book changed = library.books().get(0);
    assertThat(changed.getTitle()).isEqualTo("Emma");
    assertThat(changed.getAuthor().getName()).isEqualTo("Jane");
    assertThat(changed.isBestseller()).isTrue();
    assertThat(changed.getPages()).isEqualTo(474);
    assertThat(changed.getPrice()).isEqualByComparingTo(new BigDecimal("9.90"));
    assertThat(changed.getPublished()).isEqualTo(LocalDate.of(1815, 12, 23));
    assertThat(changed.getBinding()).isEqualTo(Binding.HARDCOVER);
    assertThat(changed.getIsbn()).isEqualTo(new Isbn("9780141439587"));
    assertThat(changed.getSize().getWidth()).isEqualTo(129);
    assertThat(changed.getVersion()).isEqualTo(book.getVersion() + 1);
    assertThat(changed.getUpdates()).as("counted by the entity's own listener").isEqualTo(1);
  }

  @Test
  void clearsSingleAndManyValues() {
    Author author = library.save(List.of(new Author("Jane"))).get(0);
    Genre genre = library.save(List.of(new Genre("Novel"))).get(0);
    library.saveBooks(
        2,
        book -> {
          book.setDescription("long");
          book.setAuthor(author);
          book.getGenres().add(genre);
          book.getTags().add("old");
        });
    Bulk bulk = library.offering(books());

    Task task =
        bulk.run(
            bulk.update(Book.class)
                .all()
                .clear("description")
                .clear("author")
                .clear("genres")
                .clear("tags"));

    assertThat(task.counts()).isEqualTo(new Counts(2, 0, 0, 0));
    assertThat(library.books())
        .allSatisfy(
            book -> {
              assertThat(book.getDescription()).isNull();
              assertThat(book.getAuthor()).isNull();
              assertThat(book.getGenres()).isEmpty();
              assertThat(book.getTags()).isEmpty();
            });
  }

  @Test
  void addsAndRemovesAmongManyValuesAndKeepsTheOthers() {
    List<Genre> genres =
        library.save(List.of(new Genre("Novel"), new Genre("Satire"), new Genre("Essay")));
    library.saveBooks(
        3,
        book -> {
          book.getGenres().add(genres.get(0));
          book.getTags().add("old");
          book.getTags().add("loan");
        });
    Bulk bulk = library.offering(books());

    bulk.run(
        bulk.update(Book.class)
            .all()
            .add("genres", genres.subList(1, 3))
            .remove("tags", List.of("old", "absent"))
            .add("tags", List.of("new")));
    Task again = bulk.run(bulk.update(Book.class).all().add("genres", genres));

    assertThat(library.books())
        .hasSize(3)
        .allSatisfy(
            book -> {
              assertThat(book.getGenres()).hasSize(3);
              assertThat(book.getTags()).containsExactlyInAnyOrder("loan", "new");
            });
    assertThat(again.counts()).isEqualTo(new Counts(0, 3, 0, 0));
  }

  @Test
  void replacesManyValues() {
    List<Genre> genres = library.save(List.of(new Genre("Novel"), new Genre("Satire")));
    library.saveBooks(
        2,
        book -> {
          book.getGenres().add(genres.get(0));
          book.getTags().add("old");
        });
    Bulk bulk = library.offering(books());

    bulk.run(
        bulk.update(Book.class)
            .all()
            .replace("genres", List.of(genres.get(1).getId()))
            .replace("tags", List.of("new", "red")));

    assertThat(library.books())
        .allSatisfy(
            book -> {
              assertThat(book.getGenres()).extracting(Genre::getName).containsExactly("Satire");
              assertThat(book.getTags()).containsExactlyInAnyOrder("new", "red");
            });
  }

  @Test
  void leavesRecordsAloneThatAreSoAlready() {
    library.saveBooks(4, book -> book.setBestseller(book.getTitle().endsWith("1")));
    Bulk bulk = library.offering(books());

    Task task = bulk.run(bulk.update(Book.class).all().set("bestseller", true));

    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.counts()).isEqualTo(new Counts(3, 1, 0, 0));
    assertThat(bulk.records(task, Outcome.UNCHANGED)).hasSize(1);
    assertThat(library.books().get(0).getUpdates()).isZero();
  }

  @Test
  void changesRecordsOfAJoinedInheritanceTreeAndOfOneOfItsClasses() {
    library.save(List.of(new Car(1, 4, 3), new Bus(2, 40, "7"), new Car(3, 4, 5)));
    Bulk bulk =
        library.offering(
            CrudResource.of(Vehicle.class).bulkFields("seats"),
            CrudResource.of(Car.class).bulkFields("seats", "doors"));

    Task vehicles = bulk.run(bulk.update(Vehicle.class).all().set("seats", 2));
    Task cars = bulk.run(bulk.update(Car.class).ids(List.of(1, 2, 3)).set("doors", 1));

    assertThat(vehicles.counts()).isEqualTo(new Counts(3, 0, 0, 0));
    assertThat(library.find(Bus.class, 2L).getSeats()).isEqualTo(2);
    assertThat(cars.counts()).as("the bus is no car").isEqualTo(new Counts(2, 0, 0, 1));
    assertThat(library.find(Car.class, 3L).getDoors()).isEqualTo(1);
  }

  @Test
  void changesRecordsWithIdsOfEveryKind() {
    UUID uuid = UUID.randomUUID();
    library.save(List.of(new CardPayment(1, "Ada"), new CashPayment(2)));
    library.save(List.of(new Document(uuid)));
    library.save(List.of(new Country("de"), new Country("fr")));
    library.save(List.of(new OrderLine(new OrderLineId(7, "a/b"), 1)));
    library.save(List.of(new Seat(1, 2), new Seat(1, 3)));
    library.save(List.of(new Holiday(LocalDate.of(2026, 12, 25))));
    Author author = library.save(List.of(new Author("Jane"))).get(0);
    library.save(List.of(new Customer("a@b.c")));
    library.inTransaction(
        em -> em.persist(new Profile(em.getReference(Author.class, author.getId()))));
    Bulk bulk =
        library.offering(
            CrudResource.of(Payment.class).bulkFields("settled"),
            CrudResource.of(Document.class).bulkFields("archived"),
            CrudResource.of(Country.class).bulkFields("visited"),
            CrudResource.of(OrderLine.class).bulkFields("quantity"),
            CrudResource.of(Seat.class).bulkFields("taken"),
            CrudResource.of(Holiday.class).bulkFields("closed"),
            CrudResource.of(Profile.class).bulkFields("nickname"),
            CrudResource.of(Customer.class).bulkFields("phone"));

    assertChanged(2, bulk.run(bulk.update(Payment.class).all().set("settled", true)));
    assertChanged(
        1, bulk.run(bulk.update(Document.class).ids(List.of(uuid)).set("archived", true)));
    assertChanged(1, bulk.run(bulk.update(Country.class).ids(List.of("fr")).set("visited", true)));
    assertChanged(
        1,
        bulk.run(
            bulk.update(OrderLine.class)
                .ids(List.of(new OrderLineId(7, "a/b")))
                .set("quantity", 5)));
    assertChanged(
        1, bulk.run(bulk.update(Seat.class).ids(List.of(new Seat.Place(1, 3))).set("taken", true)));
    assertChanged(1, bulk.run(bulk.update(Holiday.class).all().set("closed", true)));
    assertChanged(1, bulk.run(bulk.update(Profile.class).all().set("nickname", "J")));
    assertChanged(1, bulk.run(bulk.update(Customer.class).all().set("phone", "1")));

    assertThat(library.find(Country.class, "de").isVisited()).isFalse();
    assertThat(library.find(Country.class, "fr").isVisited()).isTrue();
    assertThat(library.find(OrderLine.class, new OrderLineId(7, "a/b")).getQuantity()).isEqualTo(5);
    assertThat(library.find(Seat.class, new Seat.Place(1, 2)).isTaken()).isFalse();
    assertThat(library.find(Seat.class, new Seat.Place(1, 3)).isTaken()).isTrue();
  }

  private static void assertChanged(long number, Task task) {
    assertThat(task.status()).as(task.error()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.counts()).isEqualTo(new Counts(number, 0, 0, 0));
  }
}
