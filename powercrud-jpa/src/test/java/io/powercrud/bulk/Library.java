package io.powercrud.bulk;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.access.Caller;
import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import io.powercrud.jdbc.JacksonPayloadCodec;
import io.powercrud.jdbc.JdbcStores;
import io.powercrud.jdbc.SchemaInitialization;
import io.powercrud.jdbc.SchemaInitializer;
import io.powercrud.jdbc.StoreSettings;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.resource.CrudResource;
import io.powercrud.resource.EntityModels;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.task.PayloadCodec;
import io.powercrud.task.TaskPorts;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.TestModel;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.validation.Validation;
import jakarta.validation.Validator;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * An application on one database: the test model, the stores, and an engine that delivers when a
 * test says so. One for each database and JVM.
 */
final class Library {

  private static final Map<TestDatabase, Library> OPEN = new EnumMap<>(TestDatabase.class);

  private static final List<String> TABLES_OF_TASKS =
      List.of(
          "task",
          "fence",
          "children",
          "cursor",
          "progress",
          "record",
          "outcome",
          "exclusive",
          "wait");

  private static final List<String> TABLES_OF_RECORDS =
      List.of(
          "book_genre",
          "book_tags",
          "book",
          "profile",
          "author",
          "genre",
          "car",
          "bus",
          "vehicle",
          "payment",
          "document",
          "country",
          "order_line",
          "seat",
          "customer",
          "holiday");

  final CallingAs access = new CallingAs();
  final ManualEngine engine = new ManualEngine();
  final StatementLog statements = new StatementLog();
  final DataSource dataSource;
  final JpaTransactionManager transactionManager;
  final TransactionTemplate transaction;
  final EntityManagerFactory factory;
  final EntityManager entityManager;
  final JdbcStores stores;
  final TaskPorts ports;
  final EntityModels models;
  final Validator validator = Validation.buildDefaultValidatorFactory().getValidator();
  private final JdbcTemplate jdbc;
  private final PreparedSessions sessions;

  /** The library on this database, empty. */
  static synchronized Library on(TestDatabase database) {
    Library library = OPEN.computeIfAbsent(database, Library::new);
    library.clear();
    return library;
  }

  private Library(TestDatabase database) {
    DatabaseAddress address = database.fresh();
    HikariDataSource pool = address.openPool();
    sessions = new PreparedSessions(pool);
    HikariDataSource control = address.openPool(4);
    dataSource = ProxyDataSourceBuilder.create(sessions).listener(statements).build();
    factory = TestModel.open(dataSource);
    transactionManager = new JpaTransactionManager(factory);
    transaction = new TransactionTemplate(transactionManager);
    entityManager = SharedEntityManagerCreator.createSharedEntityManager(factory);
    jdbc = new JdbcTemplate(pool);
    new SchemaInitializer(pool, TablePrefix.DEFAULT).initialize(SchemaInitialization.ALWAYS);
    models = new EntityModels(factory);
    PayloadCodec codec = new JacksonPayloadCodec();
    stores =
        new JdbcStores(
            new JdbcStores.Connections(dataSource, transactionManager),
            new JdbcStores.Connections(control, new JdbcTransactionManager(control)),
            StoreSettings.DEFAULTS,
            codec,
            Clock.systemUTC());
    ports =
        new TaskPorts(
            stores.stores(),
            stores.immediate(),
            stores.progress(),
            engine,
            codec,
            models,
            access,
            Clock.systemUTC());
  }

  private void clear() {
    engine.takeAll();
    access.become(Caller.SYSTEM);
    TABLES_OF_TASKS.forEach(table -> jdbc.execute("DELETE FROM powercrud_" + table));
    TABLES_OF_RECORDS.forEach(table -> jdbc.execute("DELETE FROM " + table));
  }

  /** Bulk operations on these resources. */
  Bulk offering(CrudResource<?>... resources) {
    return offering(BulkSettings.DEFAULTS, resources);
  }

  /** Bulk operations on these resources with other settings. */
  Bulk offering(BulkSettings settings, CrudResource<?>... resources) {
    return new Bulk(this, settings, new ResourceRegistry(List.of(resources), models));
  }

  /** Has each connection of the application run this before it is used, from now on. */
  void eachSessionBeginsWith(String sql) {
    sessions.prepareWith(sql);
  }

  void inTransaction(Consumer<EntityManager> work) {
    transaction.executeWithoutResult(status -> work.accept(entityManager));
  }

  <T> T read(Function<EntityManager, T> work) {
    return transaction.execute(status -> work.apply(entityManager));
  }

  /** Saves the records, and gives them back with their ids. */
  <T> List<T> save(List<T> records) {
    inTransaction(em -> records.forEach(em::persist));
    return records;
  }

  /** Saves so many books, prepared one by one. */
  List<Book> saveBooks(int number, Consumer<Book> prepare) {
    List<Book> books =
        IntStream.rangeClosed(1, number).mapToObj(i -> new Book("Book %05d".formatted(i))).toList();
    inTransaction(
        em ->
            books.forEach(
                book -> {
                  prepare.accept(book);
                  em.persist(book);
                }));
    return books;
  }

  List<Book> saveBooks(int number) {
    return saveBooks(number, book -> {});
  }

  <T> T find(Class<T> type, Object id) {
    return read(em -> em.find(type, id));
  }

  /** The books as they are, with what they hold. */
  List<Book> books() {
    return read(
        em ->
            em.createQuery(
                    "select distinct b from Book b left join fetch b.genres left join fetch b.tags"
                        + " left join fetch b.author order by b.id",
                    Book.class)
                .getResultList());
  }

  long count(String where) {
    return read(
        em ->
            em.createQuery("select count(b) from Book b where " + where, Long.class)
                .getSingleResult());
  }

  /** How often all books together were updated in the database. */
  long sumOfUpdates() {
    return read(
        em -> em.createQuery("select sum(b.updates) from Book b", Long.class).getSingleResult());
  }

  JdbcTemplate jdbc() {
    return jdbc;
  }
}
