package io.powercrud.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.database.TestDatabase;
import io.powercrud.resource.EntityModel;
import io.powercrud.task.Targets;
import io.powercrud.testmodel.Author;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Bus;
import io.powercrud.testmodel.Car;
import io.powercrud.testmodel.CardPayment;
import io.powercrud.testmodel.CashPayment;
import io.powercrud.testmodel.Country;
import io.powercrud.testmodel.Document;
import io.powercrud.testmodel.Genre;
import io.powercrud.testmodel.Holiday;
import io.powercrud.testmodel.OrderLine;
import io.powercrud.testmodel.OrderLineId;
import io.powercrud.testmodel.Payment;
import io.powercrud.testmodel.Seat;
import io.powercrud.testmodel.TestLibrary;
import io.powercrud.testmodel.Vehicle;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.ttddyy.dsproxy.QueryCount;
import net.ttddyy.dsproxy.QueryCountHolder;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.data.jpa.domain.Specification;

/** What a frozen set is, on every database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FreezerContract {
  private final TestDatabase database;
  private TestLibrary library;
  private Freezer freezer;

  FreezerContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeAll
  void open() {
    library =
        new TestLibrary(
            database, dataSource -> ProxyDataSourceBuilder.create(dataSource).countQuery().build());
    freezer =
        new Freezer(library.factory(), library.dataSource(), library.stores(), library.clock());
  }

  @AfterAll
  void close() {
    library.close();
  }

  @AfterEach
  void forgetAll() {
    library.inTransaction(
        entityManager -> {
          Stream.of(
                  "Book",
                  "Genre",
                  "Author",
                  "Vehicle",
                  "Payment",
                  "Document",
                  "Country",
                  "OrderLine",
                  "Seat",
                  "Holiday")
              .forEach(
                  name ->
                      entityManager
                          .createQuery("from " + name, Object.class)
                          .getResultList()
                          .forEach(entityManager::remove));
        });
    library.jdbc().sql("DELETE FROM powercrud_record").update();
  }

  private record Row(String id, long seq, Short held, String leftOut) {}

  private List<Row> rows(TaskKey task) {
    return library
        .jdbc()
        .sql(
            "SELECT record_id AS id, seq, held, left_out FROM powercrud_record"
                + " WHERE task_key = ? ORDER BY seq")
        .param(task.value())
        .query(Row.class)
        .list();
  }

  private <T> Targets matching(Class<T> type, Specification<T> specification, Object... except) {
    return freezer.matching(library.models().of(type), specification, Arrays.asList(except));
  }

  private ReserveResult reserve(TaskKey task, Targets targets, OnConflict onConflict) {
    return library.callInTransaction(entityManager -> targets.reserve(task, task, onConflict));
  }

  private <T> List<Row> frozen(Class<T> type) {
    TaskKey task = TaskKey.unique();
    Targets targets = matching(type, Specification.unrestricted());
    ReserveResult result = reserve(task, targets, OnConflict.REFUSE);
    assertThat(result).isEqualTo(new ReserveResult.Reserved(targets.count(), 0));
    return rows(task);
  }

  private List<Long> saveBooks(int number) {
    Book[] books =
        IntStream.range(0, number).mapToObj(i -> new Book("Book " + i)).toArray(Book[]::new);
    library.save((Object[]) books);
    return Arrays.stream(books).map(Book::getId).toList();
  }

  private static Collection<String> ids(List<Row> rows) {
    return rows.stream().map(Row::id).toList();
  }

  private void assertEncodedAsInJava(EntityModel<?> model, List<Row> rows, Object... ids) {
    assertThat(ids(rows))
        .containsExactlyInAnyOrderElementsOf(Arrays.stream(ids).map(model::encode).toList());
    assertThat(rows)
        .extracting(Row::seq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, ids.length).boxed().toList());
    for (Row row : rows) {
      assertThat(model.encode(model.decode(row.id()))).isEqualTo(row.id());
    }
  }

  @Test
  void numbersAreFrozenInTheirOwnOrderAndNotInThatOfTheirText() {
    library.save(
        new Car(9, 4, 3), new Car(-3, 4, 3), new Bus(10, 40, "7"), new Bus(1L << 60, 1, "1"));

    List<Row> rows = frozen(Vehicle.class);

    assertThat(ids(rows)).containsExactly("-3", "9", "10", "1152921504606846976");
    assertEncodedAsInJava(library.models().of(Vehicle.class), rows, -3L, 9L, 10L, 1L << 60);
  }

  @Test
  void aSubclassIsFrozenUnderTheNameOfItsRoot() {
    library.save(
        new Car(1, 4, 3), new Bus(2, 40, "7"), new CardPayment(1, "A"), new CashPayment(2));

    assertThat(ids(frozen(Car.class))).containsExactly("1");
    assertThat(ids(frozen(CashPayment.class))).containsExactly("2");
    assertThat(
            library
                .stores()
                .stores()
                .conflicts()
                .holders(List.of(new RecordKey("Vehicle", "1"), new RecordKey("Payment", "2"))))
        .hasSize(2);
    assertThat(library.models().of(Payment.class).typeName()).isEqualTo("Payment");
  }

  @Test
  void uuidsAreFrozenAsJavaWritesThem() {
    UUID low = UUID.fromString("00000000-0000-4000-8000-00000000000A");
    UUID high = UUID.fromString("FFFFFFFF-FFFF-4FFF-BFFF-FFFFFFFFFFFF");
    library.save(new Document(high), new Document(low));

    List<Row> rows = frozen(Document.class);

    assertEncodedAsInJava(library.models().of(Document.class), rows, low, high);
  }

  @Test
  void textsAreFrozenAsTheyAre() {
    String[] codes = {"Zebra", "apple", "éclair", "a b", "50%", "x:y~z", "日本", "\\back", "o'neil"};
    library.save((Object[]) Arrays.stream(codes).map(Country::new).toArray(Country[]::new));

    List<Row> rows = frozen(Country.class);

    assertEncodedAsInJava(library.models().of(Country.class), rows, (Object[]) codes);
  }

  @Test
  void theirPartsAreEscapedInIdsOfSeveral() {
    OrderLineId[] ids = {
      new OrderLineId(10, "a:b"),
      new OrderLineId(10, "a~1b"),
      new OrderLineId(9, "~"),
      new OrderLineId(-1, "plain"),
      new OrderLineId(10, "a")
    };
    library.save(Arrays.stream(ids).map(id -> new OrderLine(id, 1)).toArray());
    library.save(new Seat(2, 11), new Seat(10, 1));

    List<Row> lines = frozen(OrderLine.class);
    List<Row> seats = frozen(Seat.class);

    assertEncodedAsInJava(library.models().of(OrderLine.class), lines, (Object[]) ids);
    assertThat(ids(lines)).contains("10:a~1b", "10:a~01b", "9:~0");
    assertEncodedAsInJava(
        library.models().of(Seat.class), seats, new Seat.Place(2, 11), new Seat.Place(10, 1));
    assertThat(ids(seats)).containsExactly("2:11", "10:1");
  }

  @Test
  void idsThatTheDatabaseWritesDifferentlyPassThroughJava() {
    LocalDate christmas = LocalDate.of(2026, 12, 25);
    LocalDate newYear = LocalDate.of(2027, 1, 1);
    library.save(new Holiday(newYear), new Holiday(christmas));

    List<Row> rows = frozen(Holiday.class);

    assertThat(ids(rows)).containsExactly("2026-12-25", "2027-01-01");
    assertEncodedAsInJava(library.models().of(Holiday.class), rows, christmas, newYear);
  }

  @Test
  void whatASpecificationJoinsOrFetchesMultipliesNothing() {
    Author author = new Author("Jane");
    Genre one = new Genre("one");
    Genre other = new Genre("other");
    Book book = new Book("Emma");
    book.setAuthor(author);
    book.getGenres().addAll(List.of(one, other));
    library.save(author, one, other, book, new Book("Ulysses"));
    TaskKey task = TaskKey.unique();

    Targets targets =
        matching(
            Book.class,
            (root, query, builder) -> {
              root.fetch("author");
              query.distinct(true).orderBy(builder.asc(root.get("title")));
              return root.join("genres").get("name").in("one", "other");
            });
    ReserveResult result = reserve(task, targets, OnConflict.REFUSE);

    assertThat(result).isEqualTo(new ReserveResult.Reserved(1, 0));
    assertThat(ids(rows(task))).containsExactly(String.valueOf(book.getId()));
  }

  @Test
  void aSpecificationThatGroupsIsRefused() {
    Targets targets =
        matching(
            Book.class,
            (root, query, builder) -> {
              query.groupBy(root.get("author"));
              return null;
            });

    assertThatIllegalArgumentException()
        .isThrownBy(() -> reserve(TaskKey.unique(), targets, OnConflict.REFUSE))
        .withMessageContaining("groups");
  }

  @Test
  void recordsAreLeftOutByTheirIds() {
    List<Long> books = saveBooks(3);
    library.save(
        new OrderLine(new OrderLineId(1, "a"), 1), new OrderLine(new OrderLineId(1, "b"), 1));
    TaskKey task = TaskKey.unique();
    TaskKey other = TaskKey.unique();

    reserve(
        task, matching(Book.class, Specification.unrestricted(), books.get(1)), OnConflict.REFUSE);
    reserve(
        other,
        matching(OrderLine.class, Specification.unrestricted(), new OrderLineId(1, "a")),
        OnConflict.REFUSE);

    assertThat(ids(rows(task))).containsExactly(books.get(0).toString(), books.get(2).toString());
    assertThat(ids(rows(other))).containsExactly("1:b");
  }

  @Test
  void aChangeThatIsNotFlushedYetDecidesWhatMatches() {
    List<Long> books = saveBooks(2);
    TaskKey task = TaskKey.unique();
    Targets targets =
        matching(Book.class, (root, query, builder) -> builder.isTrue(root.get("bestseller")));

    library.inTransaction(
        entityManager -> {
          entityManager.find(Book.class, books.get(1)).setBestseller(true);
          targets.reserve(task, task, OnConflict.REFUSE);
        });

    assertThat(ids(rows(task))).containsExactly(books.get(1).toString());
  }

  @Test
  void aLargeSetTakesTheSameStatementsAsASmallOne() {
    List<Long> books = saveBooks(1_000);

    QueryCount one =
        statementsOf((root, query, builder) -> builder.equal(root.get("id"), books.get(0)));
    QueryCount rest =
        statementsOf((root, query, builder) -> builder.notEqual(root.get("id"), books.get(0)));

    assertThat(rest.getInsert()).isEqualTo(one.getInsert()).isEqualTo(1);
    assertThat(rest.getTotal()).isEqualTo(one.getTotal());
  }

  private QueryCount statementsOf(Specification<Book> specification) {
    Targets targets = matching(Book.class, specification);
    QueryCountHolder.clear();
    ReserveResult result = reserve(TaskKey.unique(), targets, OnConflict.REFUSE);
    assertThat(result).isInstanceOf(ReserveResult.Reserved.class);
    return QueryCountHolder.getGrandTotal();
  }

  @Test
  void timesAreWrittenAsUtc() {
    saveBooks(1);

    frozen(Book.class);

    assertThat(
            library
                .jdbc()
                .sql("SELECT reserved_at FROM powercrud_record")
                .query(LocalDateTime.class)
                .single())
        .isEqualTo(LocalDateTime.ofInstant(TestLibrary.NOW, ZoneOffset.UTC));
  }

  @Test
  void nothingIsLeftOfAFreezeThatIsRolledBack() {
    saveBooks(2);
    TaskKey task = TaskKey.unique();
    Targets targets = matching(Book.class, Specification.unrestricted());

    library
        .transactions()
        .executeWithoutResult(
            status -> {
              targets.reserve(task, task, OnConflict.REFUSE);
              status.setRollbackOnly();
            });

    assertThat(rows(task)).isEmpty();
  }

  @Test
  void heldRecordsRefuseTheWholeSetAndAreNamedWithTheirHolder() {
    List<Long> books = saveBooks(150);
    TaskKey holder = TaskKey.unique();
    reserve(
        holder,
        matching(Book.class, (root, query, builder) -> root.get("id").in(books.subList(10, 140))),
        OnConflict.REFUSE);
    TaskKey task = TaskKey.unique();

    ReserveResult result =
        reserve(task, matching(Book.class, Specification.unrestricted()), OnConflict.REFUSE);

    assertThat(rows(task)).isEmpty();
    assertThat(result).isInstanceOf(ReserveResult.Refused.class);
    var conflicts = ((ReserveResult.Refused) result).conflicts();
    assertThat(conflicts.total()).isEqualTo(130);
    assertThat(conflicts.first()).hasSize(100).extracting(Conflict::holder).containsOnly(holder);
    assertThat(conflicts.first()).extracting(Conflict::since).containsOnly(TestLibrary.NOW);
  }

  @Test
  void theCallersTransactionGoesOnAfterARefusal() {
    List<Long> books = saveBooks(2);
    reserve(
        TaskKey.unique(), matching(Book.class, Specification.unrestricted()), OnConflict.REFUSE);
    TaskKey task = TaskKey.unique();
    Targets targets = matching(Book.class, Specification.unrestricted());

    ReserveResult result =
        library.callInTransaction(
            entityManager -> {
              ReserveResult refused = targets.reserve(task, task, OnConflict.REFUSE);
              entityManager.find(Book.class, books.get(0)).setTitle("Changed");
              return refused;
            });

    assertThat(result).isInstanceOf(ReserveResult.Refused.class);
    String title =
        library.callInTransaction(
            entityManager -> entityManager.find(Book.class, books.get(0)).getTitle());
    assertThat(title).isEqualTo("Changed");
  }

  @Test
  void idsThatPassThroughJavaAreRefusedAndSkippedAlike() {
    LocalDate day = LocalDate.of(2026, 5, 1);
    library.save(new Holiday(day), new Holiday(day.plusDays(1)));
    TaskKey holder = TaskKey.unique();
    reserve(
        holder,
        matching(Holiday.class, (root, query, builder) -> builder.equal(root.get("day"), day)),
        OnConflict.REFUSE);
    TaskKey refused = TaskKey.unique();
    TaskKey skipping = TaskKey.unique();

    ReserveResult refusal =
        reserve(refused, matching(Holiday.class, Specification.unrestricted()), OnConflict.REFUSE);
    ReserveResult skipped =
        reserve(skipping, matching(Holiday.class, Specification.unrestricted()), OnConflict.SKIP);

    assertThat(rows(refused)).isEmpty();
    assertThat(((ReserveResult.Refused) refusal).conflicts().first())
        .extracting(Conflict::record)
        .containsExactly(new RecordKey("Holiday", "2026-05-01"));
    assertThat(skipped).isEqualTo(new ReserveResult.Reserved(1, 1));
    assertThat(rows(skipping))
        .extracting(Row::leftOut)
        .satisfiesExactly(
            first -> assertThat(first).contains(holder.value()),
            second -> assertThat(second).isNull());
  }

  @Test
  void heldRecordsAreLeftOutWhereThatIsAskedFor() {
    List<Long> books = saveBooks(3);
    TaskKey holder = TaskKey.unique();
    reserve(
        holder,
        matching(Book.class, (root, query, builder) -> builder.equal(root.get("id"), books.get(1))),
        OnConflict.REFUSE);
    TaskKey task = TaskKey.unique();
    Targets targets = matching(Book.class, Specification.unrestricted());

    ReserveResult result = reserve(task, targets, OnConflict.SKIP);

    assertThat(result).isEqualTo(new ReserveResult.Reserved(2, 1));
    assertThat(targets.count()).isEqualTo(3);
    assertThat(rows(task))
        .containsExactly(
            new Row(books.get(0).toString(), 1, (short) 1, null),
            new Row(books.get(1).toString(), 2, null, "It is held by task " + holder.value()),
            new Row(books.get(2).toString(), 3, (short) 1, null));
  }

  @Test
  void textsThatAreHeldAreFoundWhateverTheirCollation() {
    library.save(new Country("Zebra"), new Country("apple"));
    TaskKey holder = TaskKey.unique();
    reserve(
        holder,
        matching(Country.class, (root, query, builder) -> builder.equal(root.get("code"), "apple")),
        OnConflict.REFUSE);

    ReserveResult skipped =
        reserve(
            TaskKey.unique(),
            matching(
                Country.class, (root, query, builder) -> builder.equal(root.get("code"), "apple")),
            OnConflict.SKIP);
    ReserveResult refused =
        reserve(
            TaskKey.unique(),
            matching(Country.class, Specification.unrestricted()),
            OnConflict.REFUSE);

    assertThat(skipped).isEqualTo(new ReserveResult.Reserved(0, 1));
    assertThat(((ReserveResult.Refused) refused).conflicts().total()).isEqualTo(1);
  }

  @Test
  void targetsThatMayWaitAreWrittenDownAndClaimedLater() {
    saveBooks(3);
    TaskKey holder = TaskKey.unique();
    reserve(holder, matching(Book.class, Specification.unrestricted()), OnConflict.REFUSE);
    TaskKey task = TaskKey.unique();

    ReserveResult result =
        reserve(task, matching(Book.class, Specification.unrestricted()), OnConflict.WAIT);
    var conflicts = library.stores().stores().conflicts();
    ReserveResult early = conflicts.claimTargets(task, task);
    conflicts.release(holder);
    ReserveResult late = conflicts.claimTargets(task, task);

    assertThat(result).isEqualTo(new ReserveResult.Reserved(0, 0));
    assertThat(early).isInstanceOf(ReserveResult.Refused.class);
    assertThat(late).isEqualTo(new ReserveResult.Reserved(3, 0));
  }

  @Test
  void recordsOfTheSameRootAreNoConflict() {
    saveBooks(2);
    TaskKey root = TaskKey.unique();
    reserve(root, matching(Book.class, Specification.unrestricted()), OnConflict.REFUSE);
    TaskKey child = TaskKey.unique();
    Targets targets = matching(Book.class, Specification.unrestricted());

    ReserveResult result =
        library.callInTransaction(entityManager -> targets.reserve(child, root, OnConflict.REFUSE));

    assertThat(result).isInstanceOf(ReserveResult.Reserved.class);
    assertThat(rows(child)).extracting(Row::held).containsOnlyNulls();
  }

  @Test
  void aLaunchThatIsNotCommittedYetMakesTheNextOneBusy() {
    saveBooks(2);
    TaskKey first = TaskKey.unique();
    TaskKey second = TaskKey.unique();
    Targets firstTargets = matching(Book.class, Specification.unrestricted());
    Targets secondTargets = matching(Book.class, Specification.unrestricted());

    ReserveResult result =
        library.callInTransaction(
            entityManager -> {
              firstTargets.reserve(first, first, OnConflict.REFUSE);
              return inAnotherThread(() -> reserve(second, secondTargets, OnConflict.REFUSE));
            });

    assertThat(result).isInstanceOf(ReserveResult.Busy.class);
    assertThat(rows(first)).hasSize(2);
    assertThat(rows(second)).isEmpty();
  }

  private static <R> R inAnotherThread(java.util.concurrent.Callable<R> work) {
    var executor = java.util.concurrent.Executors.newSingleThreadExecutor();
    try {
      return executor.submit(work).get();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    } finally {
      executor.shutdownNow();
    }
  }

  @Test
  void theRecordsThemselvesCanBeReadWithoutReservingThem() {
    List<Long> books = saveBooks(3);

    Collection<RecordKey> records =
        matching(Book.class, Specification.unrestricted(), books.get(0)).records();

    assertThat(records)
        .containsExactly(
            new RecordKey("Book", books.get(1).toString()),
            new RecordKey("Book", books.get(2).toString()));
  }
}
