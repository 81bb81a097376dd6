package io.powercrud.resource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.TestDatabase;
import io.powercrud.testmodel.Author;
import io.powercrud.testmodel.Binding;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Country;
import io.powercrud.testmodel.Customer;
import io.powercrud.testmodel.Genre;
import io.powercrud.testmodel.Isbn;
import io.powercrud.testmodel.OrderLine;
import io.powercrud.testmodel.OrderLineId;
import io.powercrud.testmodel.Size;
import io.powercrud.testmodel.TestLibrary;
import jakarta.validation.Validation;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.ttddyy.dsproxy.QueryCountHolder;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.data.domain.Sort;

/** How records are listed, filtered, created, changed and deleted, on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class RecordsContract {
  private static final Caller ANYBODY = new Caller("anybody", Set.of(), Map.of());
  private static final Caller CHEAP = new Caller("cheap", Set.of(), Map.of("limit", "20"));

  private final TestDatabase database;
  private TestLibrary library;
  private Records records;
  private BoundResource<Book> books;

  private Author jane;
  private Genre classics;
  private Genre crime;
  private Book emma;
  private Book ulysses;
  private Book sherlock;

  RecordsContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeAll
  void open() {
    library =
        new TestLibrary(
            database, dataSource -> ProxyDataSourceBuilder.create(dataSource).countQuery().build());
    records =
        new Records(
            library.factory(),
            library.transactions().getTransactionManager(),
            library.stores().stores().conflicts(),
            Validation.buildDefaultValidatorFactory().getValidator());
    books =
        bind(
            CrudResource.of(Book.class)
                .path("books")
                .columns(
                    "title",
                    "author",
                    "author.name",
                    "genres",
                    "tags",
                    "bestseller",
                    "pages",
                    "price",
                    "published",
                    "binding",
                    "isbn",
                    "size",
                    "description")
                .filters(
                    "title",
                    "author",
                    "author.name",
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
                .fields(
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
                    "size.height",
                    "description",
                    "acquiredFrom")
                .scope(
                    "price",
                    caller ->
                        (root, query, builder) ->
                            caller.scope().containsKey("limit")
                                ? builder.or(
                                    builder.isNull(root.get("price")),
                                    builder.le(
                                        root.get("price"),
                                        new BigDecimal(caller.scope().get("limit"))))
                                : builder.conjunction()));
  }

  @AfterAll
  void close() {
    library.close();
  }

  private <T> BoundResource<T> bind(CrudResource<T> declared) {
    return new ResourceRegistry(List.of(declared), library.models()).of(declared.entityClass());
  }

  @BeforeEach
  void saveBooks() {
    jane = new Author("Jane Austen");
    classics = new Genre("Classics");
    crime = new Genre("Crime");
    emma = new Book("Emma");
    emma.setAuthor(jane);
    emma.getGenres().add(classics);
    emma.getTags().addAll(List.of("love", "england"));
    emma.setPages(300);
    emma.setPrice(new BigDecimal("10.50"));
    emma.setPublished(LocalDate.of(1815, 12, 23));
    emma.setBinding(Binding.HARDCOVER);
    emma.setIsbn(new Isbn("9780141439587"));
    emma.setSize(new Size(110, 180));
    emma.setBestseller(true);
    ulysses = new Book("Ulysses 100%_!");
    ulysses.getGenres().add(classics);
    ulysses.setPages(700);
    ulysses.setPrice(new BigDecimal("30"));
    ulysses.setDescription("A day in Dublin");
    sherlock = new Book("Sherlock");
    sherlock.getGenres().addAll(List.of(classics, crime));
    sherlock.setPages(200);
    library.save(jane, classics, crime, emma, ulysses, sherlock);
  }

  @AfterEach
  void forgetAll() {
    library.inTransaction(
        entityManager ->
            List.of("Book", "Genre", "Author", "Country", "OrderLine", "Customer")
                .forEach(
                    name ->
                        entityManager
                            .createQuery("from " + name, Object.class)
                            .getResultList()
                            .forEach(entityManager::remove)));
    library.jdbc().sql("DELETE FROM powercrud_record").update();
  }

  private RecordPage page(Caller caller, Map<String, ?> filter) {
    return records.page(books, caller, RecordFilter.parse(books, filter), Sort.by("title"), 0, 10);
  }

  private List<Object> titles(Map<String, ?> filter) {
    RecordFilter<Book> parsed = RecordFilter.parse(books, filter);
    assertThat(RecordFilter.parse(books, parsed.toMap()).toMap()).isEqualTo(parsed.toMap());
    return page(ANYBODY, filter).items().stream().map(view -> view.columns().get("title")).toList();
  }

  private static void assertRefused(ThrowingCallable call, String field, String... words) {
    assertThatExceptionOfType(InvalidFieldsException.class)
        .isThrownBy(call)
        .satisfies(
            refusal -> {
              assertThat(refusal.errors()).extracting(FieldError::field).containsExactly(field);
              assertThat(refusal.errors().get(0).message()).contains(words);
            });
  }

  @Test
  void aRecordIsShownAsTextsNumbersAndLists() {
    RecordView view = records.find(books, ANYBODY, emma.getId()).orElseThrow();

    assertThat(view.key()).isEqualTo(new RecordKey("Book", emma.getId().toString()));
    assertThat(view.id()).isEqualTo(emma.getId());
    assertThat(view.version()).isEqualTo(0);
    assertThat(view.columns())
        .containsEntry("title", "Emma")
        .containsEntry("author", jane.getId())
        .containsEntry("author.name", "Jane Austen")
        .containsEntry("genres", List.of(classics.getId()))
        .containsEntry("bestseller", true)
        .containsEntry("pages", 300)
        .containsEntry("published", "1815-12-23")
        .containsEntry("binding", "HARDCOVER")
        .containsEntry("isbn", "9780141439587")
        .containsEntry("size", Map.of("width", 110, "height", 180))
        .containsEntry("description", null);
    assertThat((List<?>) view.columns().get("tags"))
        .map(String::valueOf)
        .containsExactlyInAnyOrder("love", "england");
    assertThat((BigDecimal) view.columns().get("price")).isEqualByComparingTo("10.50");
    assertThat(view.columns().keySet()).startsWith("title", "author", "author.name", "genres");
  }

  @Test
  void aRecordWithoutAReferenceIsNotLost() {
    RecordPage page = page(ANYBODY, Map.of());

    assertThat(page.total()).isEqualTo(3);
    assertThat(page.items())
        .extracting(view -> view.columns().get("author"))
        .containsExactly(jane.getId(), null, null);
  }

  @Test
  void pagesFollowEachOtherInTheOrderAskedFor() {
    Sort sort = Sort.by(Sort.Order.desc("bestseller"), Sort.Order.asc("pages"));

    RecordPage first = records.page(books, ANYBODY, RecordFilter.none(), sort, 0, 2);
    RecordPage second = records.page(books, ANYBODY, RecordFilter.none(), sort, 1, 2);
    RecordPage beyond = records.page(books, ANYBODY, RecordFilter.none(), sort, 2_000_000_000, 2);

    assertThat(first.items())
        .extracting(view -> view.columns().get("title"))
        .containsExactly("Emma", "Sherlock");
    assertThat(second.items())
        .extracting(view -> view.columns().get("title"))
        .containsExactly("Ulysses 100%_!");
    assertThat(second.total()).isEqualTo(3);
    assertThat(beyond.items()).isEmpty();
    assertRefused(
        () -> records.page(books, ANYBODY, RecordFilter.none(), Sort.by("genres"), 0, 2),
        "sort",
        "'genres'",
        "title");
  }

  @Test
  void aPageTakesAsManyStatementsForManyRecordsAsForOne() {
    QueryCountHolder.clear();
    page(ANYBODY, Map.of("pages.gte", 700));
    long forOne = QueryCountHolder.getGrandTotal().getSelect();
    QueryCountHolder.clear();
    page(ANYBODY, Map.of());
    long forAll = QueryCountHolder.getGrandTotal().getSelect();

    assertThat(forAll).isEqualTo(forOne).isEqualTo(4);
  }

  @Test
  void filtersSelect() {
    assertThat(titles(Map.of("bestseller", "false"))).containsExactly("Sherlock", "Ulysses 100%_!");
    assertThat(titles(Map.of("bestseller", true))).containsExactly("Emma");
    assertThat(titles(Map.of("title", "Emma"))).containsExactly("Emma");
    assertThat(titles(Map.of("pages.gte", "300", "pages.lte", 699))).containsExactly("Emma");
    assertThat(titles(Map.of("published.lte", "1900-01-01"))).containsExactly("Emma");
    assertThat(titles(Map.of("author", jane.getId()))).containsExactly("Emma");
    assertThat(titles(Map.of("author.name", "Jane Austen"))).containsExactly("Emma");
    assertThat(titles(Map.of("author.empty", "true")))
        .containsExactly("Sherlock", "Ulysses 100%_!");
    assertThat(titles(Map.of("author.empty", false))).containsExactly("Emma");
    assertThat(titles(Map.of("genres", crime.getId().toString()))).containsExactly("Sherlock");
    assertThat(titles(Map.of("genres.in", classics.getId() + "," + crime.getId())))
        .containsExactly("Emma", "Sherlock", "Ulysses 100%_!");
    assertThat(titles(Map.of("tags", "love"))).containsExactly("Emma");
    assertThat(titles(Map.of("tags.empty", "true"))).containsExactly("Sherlock", "Ulysses 100%_!");
    assertThat(titles(Map.of("binding.in", List.of("HARDCOVER", "AUDIO")))).containsExactly("Emma");
    assertThat(titles(Map.of("isbn", "978-0141439587"))).containsExactly("Emma");
    assertThat(titles(Map.of("size.width", 110))).containsExactly("Emma");
    assertThat(titles(Map.of("description.empty", "false"))).containsExactly("Ulysses 100%_!");
    assertThat(titles(Map.of())).hasSize(3);
  }

  @Test
  void containedTextIsFoundInAnyCaseAndTakenLiterally() {
    assertThat(titles(Map.of("title.contains", "SHER"))).containsExactly("Sherlock");
    assertThat(titles(Map.of("title.contains", "%"))).containsExactly("Ulysses 100%_!");
    assertThat(titles(Map.of("title.contains", "_!"))).containsExactly("Ulysses 100%_!");
    assertThat(titles(Map.of("title.contains", "\\"))).isEmpty();
  }

  @Test
  void aWrongFilterIsNamedWithWhatWouldBeRight() {
    assertRefused(() -> titles(Map.of("version", 1)), "version", "'version'", "title, author");
    assertRefused(() -> titles(Map.of("title.like", "x")), "title.like", ".contains");
    assertRefused(() -> titles(Map.of("pages", "many")), "pages", "'many'", "whole number");
    assertRefused(() -> titles(Map.of("pages.gte", "1.5")), "pages.gte", "'1.5'");
    assertRefused(
        () -> titles(Map.of("bestseller", "yes")), "bestseller", "'yes'", "true or false");
    assertRefused(
        () -> titles(Map.of("binding", "LEATHER")), "binding", "'LEATHER'", "PAPERBACK, AUDIO");
    assertRefused(() -> titles(Map.of("author", "x1")), "author", "'x1'", "whole number");
    assertRefused(() -> titles(Map.of("author.gte", "1")), "author.gte", "no order");
    assertRefused(() -> titles(Map.of("pages.contains", "1")), "pages.contains", "no text");
    assertRefused(() -> titles(Map.of("tags.empty", "maybe")), "tags.empty", "'maybe'");
    assertRefused(() -> titles(Map.of("genres.in", "")), "genres.in", "a value");
    assertRefused(() -> titles(Map.of("title", List.of("a", "b"))), "title", "single value");
    assertRefused(() -> titles(Map.of("isbn", "12")), "isbn", "13 digits");
  }

  @Test
  void aCallerSeesAndChangesWhatIsInHisScopeAlone() {
    assertThat(page(CHEAP, Map.of()).items())
        .extracting(view -> view.columns().get("title"))
        .containsExactly("Emma", "Sherlock");
    assertThat(records.find(books, CHEAP, ulysses.getId())).isEmpty();
    assertThat(records.change(books, CHEAP, ulysses.getId(), null, Map.of("pages", 1))).isEmpty();
    assertThat(records.delete(books, CHEAP, ulysses.getId(), null)).isFalse();
    assertThat(records.find(books, ANYBODY, ulysses.getId()).orElseThrow().columns())
        .containsEntry("pages", 700);
  }

  @Test
  void aRecordCanNotBeMovedOutOfTheScope() {
    assertRefused(
        () -> records.change(books, CHEAP, emma.getId(), null, Map.of("price", 25)),
        "books",
        "scope 'price'");
    assertRefused(
        () -> records.create(books, CHEAP, Map.of("title", "New", "price", "99.90")),
        "books",
        "scope 'price'");
    assertThat(page(ANYBODY, Map.of()).total()).isEqualTo(3);
    assertThat(
            (BigDecimal)
                records.find(books, ANYBODY, emma.getId()).orElseThrow().columns().get("price"))
        .isEqualByComparingTo("10.50");
  }

  @Test
  void aRecordIsCreatedWithItsFields() {
    RecordView created =
        records.create(
            books,
            ANYBODY,
            Map.of(
                "title",
                "Persuasion",
                "author",
                jane.getId(),
                "genres",
                List.of(classics.getId(), crime.getId().toString()),
                "tags",
                List.of("sea"),
                "binding",
                "AUDIO",
                "size.width",
                100,
                "acquiredFrom",
                "Bath"));

    assertThat(created.columns())
        .containsEntry("title", "Persuasion")
        .containsEntry("author", jane.getId())
        .containsEntry("genres", List.of(classics.getId(), crime.getId()))
        .containsEntry("tags", List.of("sea"))
        .containsEntry("binding", "AUDIO");
    Map<String, Integer> size = new HashMap<>();
    size.put("width", 100);
    size.put("height", null);
    assertThat(created.columns()).containsEntry("size", size);
    assertThat(records.find(books, ANYBODY, created.id())).contains(created);
  }

  @Test
  void aRecordWhoseIdIsAssignedIsCreatedUnderIt() {
    BoundResource<Country> countries =
        bind(CrudResource.of(Country.class).path("countries").columns("visited"));
    BoundResource<OrderLine> lines =
        bind(CrudResource.of(OrderLine.class).path("lines").columns("quantity"));

    RecordView country = records.create(countries, ANYBODY, Map.of("id", "NZ", "visited", true));
    RecordView line = records.create(lines, ANYBODY, Map.of("id", "7:a~1b", "quantity", 3));

    assertThat(country.id()).isEqualTo("NZ");
    assertThat(line.id()).isEqualTo("7:a~1b");
    assertThat(records.find(lines, ANYBODY, new OrderLineId(7, "a:b"))).contains(line);
    assertRefused(() -> records.create(countries, ANYBODY, Map.of("id", "NZ")), "id", "already");
    assertRefused(() -> records.create(countries, ANYBODY, Map.of()), "id", "expected");
    assertRefused(() -> records.create(lines, ANYBODY, Map.of("id", "x")), "id", "orderNumber:sku");
  }

  @Test
  void aRecordIsChangedInTheGivenFieldsAlone() {
    Map<String, Object> values = new HashMap<>();
    values.put("description", "Matchmaking");
    values.put("author", null);
    values.put("genres", List.of(crime.getId()));
    values.put("tags", List.of());
    values.put("size.height", 170);

    RecordView changed = records.change(books, ANYBODY, emma.getId(), "0", values).orElseThrow();

    assertThat(changed.columns())
        .containsEntry("description", "Matchmaking")
        .containsEntry("author", null)
        .containsEntry("genres", List.of(crime.getId()))
        .containsEntry("tags", List.of())
        .containsEntry("size", Map.of("width", 110, "height", 170))
        .containsEntry("title", "Emma");
    assertThat(changed.version()).isEqualTo(1);
  }

  @Test
  void wrongValuesAreNamedAndChangeNothing() {
    assertChangeRefused("pages", "many", "'many'", "whole number");
    assertChangeRefused("pages", 4_000_000_000L, "'4000000000'");
    assertChangeRefused("pages", 0, "greater than or equal to 1");
    assertChangeRefused("title", " ", "blank");
    assertChangeRefused("title", 7, "'7'", "text");
    assertChangeRefused("title", "x".repeat(201), "201 characters", "200");
    assertChangeRefused("title", null, "empty");
    assertChangeRefused("binding", "LEATHER", "HARDCOVER, PAPERBACK, AUDIO");
    assertChangeRefused("published", "yesterday", "2026-01-31");
    assertChangeRefused("author", -5, "there is no Author -5");
    assertChangeRefused("genres", List.of(classics.getId(), -1), "there is no Genre -1");
    assertChangeRefused("genres", classics.getId(), "a list");
    assertChangeRefused("genres", Arrays.asList(1, null), "null");
    assertChangeRefused("bestseller", List.of(), "true or false");
    assertChangeRefused("acquiredFrom", "x", "not updatable");
    assertChangeRefused("version", 3, "can't be written");
    assertChangeRefused("size.width", -1, "greater than 0");
    assertThat(records.find(books, ANYBODY, emma.getId()).orElseThrow().version()).isEqualTo(0);
  }

  private void assertChangeRefused(String field, Object value, String... words) {
    Map<String, Object> values = new HashMap<>();
    values.put(field, value);
    assertRefused(() -> records.change(books, ANYBODY, emma.getId(), null, values), field, words);
  }

  @Test
  void allWrongFieldsAreNamedAtOnce() {
    assertThatExceptionOfType(InvalidFieldsException.class)
        .isThrownBy(
            () -> records.create(books, ANYBODY, Map.of("title", 1, "pages", "x", "nothing", "y")))
        .satisfies(
            refusal ->
                assertThat(refusal.errors())
                    .extracting(FieldError::field)
                    .containsExactlyInAnyOrder("title", "pages", "nothing"));
  }

  @Test
  void aNaturalIdIsGivenOnceAndNeverChanged() {
    BoundResource<Customer> customers =
        bind(CrudResource.of(Customer.class).path("customers").columns("email", "phone"));

    RecordView created =
        records.create(customers, ANYBODY, Map.of("email", "a@b.example", "phone", "1"));

    assertRefused(
        () ->
            records.change(customers, ANYBODY, created.id(), null, Map.of("email", "c@d.example")),
        "email",
        "natural id");
  }

  @Test
  void aStaleVersionIsRefusedWithTheRecordAsItIs() {
    records.change(books, ANYBODY, emma.getId(), 0, Map.of("pages", 301));

    assertThatExceptionOfType(StaleRecordException.class)
        .isThrownBy(() -> records.change(books, ANYBODY, emma.getId(), "0", Map.of("pages", 302)))
        .satisfies(stale -> assertThat(stale.current().columns()).containsEntry("pages", 301));
    assertThatExceptionOfType(StaleRecordException.class)
        .isThrownBy(() -> records.delete(books, ANYBODY, emma.getId(), "0"));
  }

  @Test
  void aRecordThatATaskHoldsIsNeitherChangedNorDeleted() {
    TaskKey task = TaskKey.unique();
    var conflicts = library.stores().stores().conflicts();
    RecordKey key = library.models().of(Book.class).key(emma.getId());
    conflicts.reserveTargets(task, task, List.of(key), OnConflict.REFUSE);

    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> records.change(books, ANYBODY, emma.getId(), null, Map.of("pages", 1)))
        .withMessageContaining(task.value());
    assertThatExceptionOfType(ConflictException.class)
        .isThrownBy(() -> records.delete(books, ANYBODY, emma.getId(), null));

    conflicts.release(task);
    assertThat(records.delete(books, ANYBODY, emma.getId(), null)).isTrue();
    assertThat(records.find(books, ANYBODY, emma.getId())).isEmpty();
  }

  @Test
  void theApplicationsOwnMethodSavesWhereOneIsDeclared() {
    BoundResource<Book> saved =
        bind(
            CrudResource.of(Book.class)
                .path("books")
                .columns("title", "description")
                .saveWith(
                    book -> {
                      book.setDescription("saved by the application");
                      library.entityManager().persist(book);
                      return book;
                    }));

    RecordView created = records.create(saved, ANYBODY, Map.of("title", "New"));
    RecordView changed =
        records.change(saved, ANYBODY, emma.getId(), null, Map.of("title", "Old")).orElseThrow();

    assertThat(created.columns()).containsEntry("description", "saved by the application");
    assertThat(changed.columns())
        .containsEntry("title", "Old")
        .containsEntry("description", "saved by the application");
  }

  @Test
  void anInverseSideIsShownAndNotWritten() {
    BoundResource<Author> authors =
        bind(CrudResource.of(Author.class).path("authors").columns("name", "books"));

    assertThat(records.find(authors, ANYBODY, jane.getId()).orElseThrow().columns())
        .containsEntry("books", List.of(emma.getId()));
    assertRefused(
        () -> records.change(authors, ANYBODY, jane.getId(), null, Map.of("books", List.of())),
        "books",
        "can't be written");
  }
}
