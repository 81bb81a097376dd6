package io.powercrud.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.access.Caller;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.database.TestDatabase;
import io.powercrud.testmodel.Author;
import io.powercrud.testmodel.Binding;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Car;
import io.powercrud.testmodel.Customer;
import io.powercrud.testmodel.Genre;
import io.powercrud.testmodel.TestModel;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ResourceRegistryTest {
  private static HikariDataSource dataSource;
  private static EntityManagerFactory factory;
  private static EntityModels models;

  @BeforeAll
  static void open() {
    dataSource = TestDatabase.H2.fresh().openPool();
    factory = TestModel.open(dataSource);
    models = new EntityModels(factory);
  }

  @AfterAll
  static void close() {
    factory.close();
    dataSource.close();
  }

  private static BoundResource<?> bind(CrudResource<?> declared) {
    return new ResourceRegistry(List.of(declared), models).all().get(0);
  }

  @Test
  void aDeclarationIsFoundByItsPathAndByItsEntity() {
    CrudResource<Book> declared =
        CrudResource.of(Book.class)
            .path("books")
            .columns("title", "author", "genres", "size", "author.name")
            .filters("author", "genres", "size.width")
            .bulkFields("bestseller", "author", "genres", "tags", "size.width")
            .bulkDelete()
            .descendants(Genre.class, Book::genreIds)
            .descendants(Descendants.of(Author.class, Book::genreIds).untilChunkCommits())
            .asyncFrom(5);

    ResourceRegistry registry = new ResourceRegistry(List.of(declared), models);

    BoundResource<Book> books = registry.of(Book.class);
    assertThat(registry.get("books")).isSameAs(books);
    assertThat(books.isBulkDelete()).isTrue();
    assertThat(books.asyncFrom()).isEqualTo(5);
    assertThat(books.descendants())
        .extracting(Descendants::scope)
        .containsExactly(ReservationScope.ROOT_TASK, ReservationScope.CHUNK);
    assertThat(books.bulkFields())
        .extracting(ResourceField::kind)
        .containsExactly(
            ResourceField.Kind.BASIC,
            ResourceField.Kind.TO_ONE,
            ResourceField.Kind.TO_MANY,
            ResourceField.Kind.ELEMENTS,
            ResourceField.Kind.BASIC);
  }

  @Test
  void aDeclarationStaysAsItIsWhenAnotherIsMadeFromIt() {
    CrudResource<Book> plain = CrudResource.of(Book.class).path("books");

    plain.bulkDelete().bulkFields("title").descendants(Genre.class, Book::genreIds);

    assertThat(bind(plain).isBulkDelete()).isFalse();
    assertThat(bind(plain).bulkFields()).isEmpty();
    assertThat(bind(plain).descendants()).isEmpty();
  }

  @Test
  void anUnknownFieldIsNamedTogetherWithThePossibleOnes() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bind(CrudResource.of(Book.class).path("books").columns("titel")))
        .withMessageContaining("'books'")
        .withMessageContaining("'titel'")
        .withMessageContaining("author, bestseller, binding");
  }

  @Test
  void aFieldThatCanNotBeWrittenIsRefusedAsBulkFieldWithTheReason() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bind(CrudResource.of(Author.class).bulkFields("books")))
        .withMessageContaining("inverse side; write 'author' of the Book instead");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bind(CrudResource.of(Book.class).bulkFields("version")))
        .withMessageContaining("version");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bind(CrudResource.of(Book.class).bulkFields("acquiredFrom")))
        .withMessageContaining("not updatable");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bind(CrudResource.of(Customer.class).bulkFields("email")))
        .withMessageContaining("natural id");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bind(CrudResource.of(Book.class).bulkFields("size")))
        .withMessageContaining("'size.height'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bind(CrudResource.of(Book.class).bulkFields("author.name")))
        .withMessageContaining("belongs to another record");
  }

  @Test
  void whatCanNotBeChangedLaterCanBeGivenToANewRecord() {
    BoundResource<?> customers = bind(CrudResource.of(Customer.class).columns("email", "phone"));

    assertThat(customers.fields())
        .extracting(ResourceField::name)
        .containsExactly("email", "phone");
  }

  @Test
  void twoResourcesCanNotShareAPath() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new ResourceRegistry(
                    List.of(
                        CrudResource.of(Book.class).path("things"),
                        CrudResource.of(Genre.class).path("things")),
                    models))
        .withMessageContaining("'things'");
  }

  @Test
  void aClassThatIsNoEntityIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bind(CrudResource.of(String.class)))
        .withMessageContaining("java.lang.String is no entity");
  }

  @Test
  void twoResourcesOfOneEntityAreToldApartByTheirPaths() {
    ResourceRegistry registry =
        new ResourceRegistry(
            List.of(
                CrudResource.of(Book.class).path("books"),
                CrudResource.of(Book.class).path("archive")),
            models);

    assertThat(registry.find("archive")).isPresent();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> registry.of(Book.class))
        .withMessageContaining("books")
        .withMessageContaining("archive");
  }

  @Test
  void aScopeThatFailsShowsNothing() {
    BoundResource<?> books =
        bind(
            CrudResource.of(Book.class)
                .scope(
                    "branch",
                    caller -> {
                      throw new IllegalStateException("no branch");
                    }));

    assertThat(books.scopeOf(Caller.SYSTEM)).isNotNull();
    assertThat(books.scopeName()).isEqualTo("branch");
  }

  @Test
  void fieldsTellTheirTypeAndWhetherTheyCanBeEmpty() {
    EntityModel<Book> book = models.of(Book.class);

    assertThat(book.field("pages").type()).isEqualTo(Integer.class);
    assertThat(book.field("pages").isNullable()).isFalse();
    assertThat(book.field("title").isNullable()).isFalse();
    assertThat(book.field("price").isNullable()).isTrue();
    assertThat(book.field("author").type()).isEqualTo(Author.class);
    assertThat(book.field("author").isNullable()).isTrue();
    assertThat(book.field("binding").constants())
        .containsExactly(Binding.HARDCOVER.name(), Binding.PAPERBACK.name(), Binding.AUDIO.name());
    assertThat(models.of(Car.class).field("seats").readOnlyReason()).isEmpty();
  }
}
