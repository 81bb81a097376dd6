package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.Waits;
import io.powercrud.progress.ProgressStore;
import io.powercrud.task.PayloadCodec;
import io.powercrud.task.Stores;
import io.powercrud.task.TaskStore;
import io.powercrud.task.Transactions;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.util.ClassUtils;

/**
 * The stores on one database: those over the application's connections, and those over a pool of
 * our own for what must be seen at once.
 *
 * <p>The tables must exist before a store is used; {@link SchemaInitializer} can create them.
 * Thread-safe.
 */
public final class JdbcStores {

  private final Database joined;
  private final Stores stores;
  private final Stores immediate;
  private final ProgressStore progress;
  private final HeldRecords heldRecords;
  private final RecordTriggers triggers;

  /**
   * A source of connections, and the manager of the transactions on them.
   *
   * @param dataSource where connections come from
   * @param transactionManager a manager whose transactions {@link
   *     org.springframework.jdbc.core.JdbcTemplate} joins on that data source
   */
  public record Connections(DataSource dataSource, PlatformTransactionManager transactionManager) {}

  /**
   * Stores on a database.
   *
   * @param application the application's connections, whose transactions are joined
   * @param control our own connections to the same database
   * @throws IllegalStateException if the database is none that this library knows
   */
  public JdbcStores(
      Connections application,
      Connections control,
      StoreSettings settings,
      PayloadCodec codec,
      Clock clock) {
    joined = database(application, settings);
    Database own = database(control, settings);
    triggers = new RecordTriggers(joined);
    Waits waits = new JdbcWaits(own, new Bells(listener(control.dataSource(), own)), clock);
    stores = stores(joined, own, waits, settings, codec, clock, triggers::mark);
    immediate = stores(own, null, waits, settings, codec, clock, root -> {});
    progress = new JdbcProgressStore(own, clock);
    heldRecords = new HeldRecords(joined, own);
  }

  private static Database database(Connections connections, StoreSettings settings) {
    return new Database(
        connections.dataSource(),
        connections.transactionManager(),
        settings.prefix(),
        settings.lockTimeout());
  }

  private static @Nullable PostgresListener listener(DataSource connections, Database database) {
    boolean canListen =
        database.dialect().notification(JdbcWaits.Notice.RELEASE).isPresent()
            && ClassUtils.isPresent("org.postgresql.PGConnection", null);
    return canListen ? new PostgresListener(connections, database.sql(Bells.CHANNEL)) : null;
  }

  private static Stores stores(
      Database database,
      @Nullable Database aside,
      Waits waits,
      StoreSettings settings,
      PayloadCodec codec,
      Clock clock,
      Consumer<TaskKey> launched) {
    TaskStore tasks = new JdbcTaskStore(database, aside, codec, launched);
    ConflictStore conflicts = new JdbcConflictStore(database, aside, clock);
    Transactions transactions = new JdbcTransactions(database, tasks, settings.lease());
    return new Stores(tasks, conflicts, waits, transactions);
  }

  /** The stores that join the application's transactions. */
  public Stores stores() {
    return stores;
  }

  /** The stores over our own connections. */
  public Stores immediate() {
    return immediate;
  }

  /** Where progress is kept, over our own connections. */
  public ProgressStore progress() {
    return progress;
  }

  /** What writes of the application are checked against before they are committed. */
  public HeldRecords heldRecords() {
    return heldRecords;
  }

  /** What has the database itself refuse writes of records that are held. */
  public RecordTriggers triggers() {
    return triggers;
  }

  /**
   * Runs statements on the application's connection that another transaction may be in the way of,
   * and waits for it a short while only; if it was in the way, they are undone and the caller's
   * transaction can go on.
   *
   * @param statements run once, within the caller's transaction; a duplicate key or a lock that is
   *     not free is what they throw as a {@link org.springframework.dao.DataAccessException}
   * @throws io.powercrud.conflict.BusyException if the database has rolled back the whole
   *     transaction instead
   */
  public <T> Contest<T> contend(Supplier<T> statements) {
    return joined.contend(statements);
  }
}
