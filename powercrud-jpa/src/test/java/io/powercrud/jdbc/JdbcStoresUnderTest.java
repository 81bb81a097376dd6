package io.powercrud.jdbc;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import io.powercrud.test.SettableClock;
import io.powercrud.test.StoresUnderTest;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * The stores on a database, over two pools as in an application; one database of each kind serves
 * all suites of a run.
 */
final class JdbcStoresUnderTest {

  private static final Map<TestDatabase, JdbcStoresUnderTest> OPENED =
      new EnumMap<>(TestDatabase.class);

  private final DatabaseAddress address;
  private final HikariDataSource application;
  private final HikariDataSource control;
  private final SettableClock clock = new SettableClock(Instant.EPOCH);
  private final StoresUnderTest stores;

  private JdbcStoresUnderTest(TestDatabase database) {
    address = database.fresh();
    application = address.openPool();
    control = address.openPool(4);
    new SchemaInitializer(application, TablePrefix.DEFAULT).initialize(SchemaInitialization.ALWAYS);
    stores = over(application, control, StoreSettings.DEFAULTS, clock);
  }

  static StoresUnderTest on(TestDatabase database) {
    return opened(database).stores;
  }

  static synchronized JdbcStoresUnderTest opened(TestDatabase database) {
    return OPENED.computeIfAbsent(database, JdbcStoresUnderTest::new);
  }

  /** Stores over connections of the caller's choice. */
  static StoresUnderTest over(
      DataSource application, DataSource control, StoreSettings settings, SettableClock clock) {
    JdbcStores stores =
        new JdbcStores(
            connections(application),
            connections(control),
            settings,
            new JacksonPayloadCodec(),
            clock);
    return new StoresUnderTest(stores.stores(), stores.immediate(), stores.progress(), clock);
  }

  private static JdbcStores.Connections connections(DataSource dataSource) {
    return new JdbcStores.Connections(dataSource, new JdbcTransactionManager(dataSource));
  }

  DatabaseAddress address() {
    return address;
  }

  DataSource application() {
    return application;
  }

  DataSource control() {
    return control;
  }

  SettableClock clock() {
    return clock;
  }
}
