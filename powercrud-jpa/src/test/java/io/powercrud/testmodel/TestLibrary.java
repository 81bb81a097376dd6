package io.powercrud.testmodel;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.database.TestDatabase;
import io.powercrud.jdbc.JacksonPayloadCodec;
import io.powercrud.jdbc.JdbcStores;
import io.powercrud.jdbc.SchemaInitialization;
import io.powercrud.jdbc.SchemaInitializer;
import io.powercrud.jdbc.StoreSettings;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.resource.EntityModels;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.support.TransactionTemplate;

/** The test model and the stores on one empty database, as an application would have them. */
public final class TestLibrary implements AutoCloseable {
  public static final Instant NOW = Instant.parse("2026-03-01T12:00:00.123456Z");

  private final HikariDataSource dataSource;
  private final HikariDataSource control;
  private final EntityManagerFactory factory;
  private final JpaTransactionManager transactionManager;
  private final TransactionTemplate transactions;
  private final EntityManager entityManager;
  private final EntityModels models;
  private final JdbcStores stores;
  private final Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

  public TestLibrary(TestDatabase database) {
    this(database, Function.identity());
  }

  /**
   * Opens the test model.
   *
   * @param seen wraps the application's data source, so that a test sees its statements
   */
  public TestLibrary(TestDatabase database, Function<DataSource, DataSource> seen) {
    this(database, seen, Function.identity(), TestModel.class.getPackageName());
  }

  /** Opens the entities of another package, and has all statements seen. */
  public TestLibrary(
      TestDatabase database, String entities, Function<DataSource, DataSource> seen) {
    this(database, seen, seen, entities);
  }

  private TestLibrary(
      TestDatabase database,
      Function<DataSource, DataSource> seen,
      Function<DataSource, DataSource> seenAside,
      String entities) {
    var address = database.fresh();
    dataSource = address.openPool();
    control = address.openPool(2);
    new SchemaInitializer(dataSource, TablePrefix.DEFAULT).initialize(SchemaInitialization.ALWAYS);
    DataSource applications = seen.apply(dataSource);
    DataSource ours = seenAside.apply(control);
    factory = TestModel.open(applications, Map.of(), entities);
    transactionManager = new JpaTransactionManager(factory);
    transactions = new TransactionTemplate(transactionManager);
    entityManager = SharedEntityManagerCreator.createSharedEntityManager(factory);
    models = new EntityModels(factory);
    stores =
        new JdbcStores(
            new JdbcStores.Connections(applications, transactionManager),
            new JdbcStores.Connections(ours, new JdbcTransactionManager(ours)),
            StoreSettings.DEFAULTS.lockTimeout(Duration.ofSeconds(1)),
            new JacksonPayloadCodec(),
            clock);
    this.applicationDataSource = applications;
  }

  private final DataSource applicationDataSource;

  public DataSource dataSource() {
    return applicationDataSource;
  }

  public EntityManagerFactory factory() {
    return factory;
  }

  public JpaTransactionManager transactionManager() {
    return transactionManager;
  }

  public TransactionTemplate transactions() {
    return transactions;
  }

  /** An entity manager that works in the current transaction. */
  public EntityManager entityManager() {
    return entityManager;
  }

  public EntityModels models() {
    return models;
  }

  public JdbcStores stores() {
    return stores;
  }

  public Clock clock() {
    return clock;
  }

  /** What another session sees. */
  public JdbcClient jdbc() {
    return JdbcClient.create(control);
  }

  public void inTransaction(Consumer<EntityManager> work) {
    transactions.executeWithoutResult(status -> work.accept(entityManager));
  }

  public <R> R callInTransaction(Function<EntityManager, R> work) {
    return transactions.execute(status -> work.apply(entityManager));
  }

  /** Saves these records in a transaction of their own. */
  public void save(Object... records) {
    inTransaction(
        entityManager -> {
          for (Object one : records) {
            entityManager.persist(one);
          }
        });
  }

  @Override
  public void close() {
    factory.close();
    dataSource.close();
    control.close();
  }
}
