package io.powercrud.engine;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.access.EverybodyIs;
import io.powercrud.database.DatabaseAddress;
import io.powercrud.jdbc.JacksonPayloadCodec;
import io.powercrud.jdbc.JdbcStores;
import io.powercrud.jdbc.SchemaInitialization;
import io.powercrud.jdbc.SchemaInitializer;
import io.powercrud.jdbc.StoreSettings;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.progress.ProgressStore;
import io.powercrud.task.Pauses;
import io.powercrud.task.Stores;
import io.powercrud.task.Task;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskEngine;
import io.powercrud.task.TaskListener;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskPorts;
import io.powercrud.task.TaskStore;
import io.powercrud.task.TaskWorker;
import io.powercrud.task.WorkerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A node of a cluster on a test's database: its pools, stores, managers, worker and engine. */
final class TestNode implements AutoCloseable {

  static final Caller CALLER = new Caller("anna", Set.of(), Map.of());

  private final HikariDataSource applicationPool;
  private final HikariDataSource controlPool;
  final CuttableDataSource application;
  final CuttableDataSource control;
  final DbSchedulerEngine engine;
  final DatabaseClock clock;
  final TaskPorts ports;
  final RetentionCleanup cleanup;
  final TaskWorker worker;
  final TransactionTemplate transaction;
  final JdbcClient jdbc;
  private final TaskManagers managers;
  private final Runnable beforeRevival;

  private TestNode(Builder builder) {
    beforeRevival = builder.beforeRevival;
    applicationPool = builder.address.openPool(builder.settings.workers() + 3);
    controlPool = builder.address.openPool(builder.settings.workers() + 3);
    new SchemaInitializer(applicationPool, TablePrefix.DEFAULT)
        .initialize(SchemaInitialization.ALWAYS);
    application = new CuttableDataSource(builder.pool.apply(applicationPool));
    control = new CuttableDataSource(controlPool);
    clock = DatabaseClock.following(control);
    jdbc = JdbcClient.create(applicationPool);
    JdbcTransactionManager transactions = new JdbcTransactionManager(application);
    transaction = new TransactionTemplate(transactions);
    JacksonPayloadCodec codec = new JacksonPayloadCodec();
    JdbcStores stores =
        new JdbcStores(
            new JdbcStores.Connections(application, transactions),
            new JdbcStores.Connections(control, new JdbcTransactionManager(control)),
            StoreSettings.DEFAULTS,
            codec,
            clock);
    cleanup =
        new RetentionCleanup(
            stores.immediate(),
            control,
            clock,
            this::ports,
            new CleanupSettings(
                TablePrefix.DEFAULT.value(),
                Duration.ofHours(1),
                Duration.ofDays(7),
                builder.settings.lease()));
    engine =
        new DbSchedulerEngine(
            application, control, stores.stores().transactions(), cleanup, clock, builder.settings);
    ports =
        new TaskPorts(
            new Stores(
                builder.tasks.apply(stores.stores().tasks()),
                stores.stores().conflicts(),
                stores.stores().waits(),
                stores.stores().transactions()),
            stores.immediate(),
            builder.progress.apply(stores.progress()),
            builder.engine.apply(engine),
            codec,
            (type, id) -> new RecordKey(type.getSimpleName(), String.valueOf(id)),
            new EverybodyIs(CALLER),
            clock);
    managers =
        new TaskManagers(
            builder.managers.entrySet().stream()
                .map(
                    entry ->
                        manager(
                            entry.getKey(), entry.getValue(), builder.listenersOf(entry.getKey())))
                .toList());
    worker = new TaskWorker(managers, ports, builder.workerSettings);
  }

  private TaskManager manager(
      String name, List<TaskDefinition<?, ?>> definitions, List<TaskListener> listeners) {
    return TaskManager.named(name, ports).definitions(definitions).listeners(listeners).build();
  }

  static Builder on(DatabaseAddress address) {
    return new Builder(address);
  }

  static final class Builder {

    private final DatabaseAddress address;
    private final Map<String, List<TaskDefinition<?, ?>>> managers = new LinkedHashMap<>();
    private final List<TaskListener> listeners = new ArrayList<>();
    private final Map<String, TaskListener> listenersByManager = new HashMap<>();
    private EngineSettings settings =
        new EngineSettings(
            "powercrud_", 2, Duration.ofSeconds(60), Duration.ofMillis(100), Duration.ofSeconds(5));
    private WorkerSettings workerSettings =
        new WorkerSettings(5, Duration.ofDays(1), Duration.ofMillis(50));
    private UnaryOperator<ProgressStore> progress = UnaryOperator.identity();
    private UnaryOperator<TaskStore> tasks = UnaryOperator.identity();
    private UnaryOperator<TaskEngine> engine = UnaryOperator.identity();
    private UnaryOperator<DataSource> pool = UnaryOperator.identity();
    private Runnable beforeRevival = () -> {};

    private Builder(DatabaseAddress address) {
      this.address = address;
      managers.put(TaskManager.DEFAULT_NAME, new ArrayList<>());
    }

    Builder knows(TaskDefinition<?, ?>... definitions) {
      return manager(TaskManager.DEFAULT_NAME, definitions);
    }

    Builder manager(String name, TaskDefinition<?, ?>... definitions) {
      managers.put(name, List.of(definitions));
      return this;
    }

    Builder withoutDefaultManager() {
      managers.remove(TaskManager.DEFAULT_NAME);
      return this;
    }

    Builder listener(TaskListener listener) {
      listeners.add(listener);
      return this;
    }

    Builder listener(String manager, TaskListener listener) {
      listenersByManager.put(manager, listener);
      return this;
    }

    private List<TaskListener> listenersOf(String manager) {
      return Stream.concat(listeners.stream(), Stream.ofNullable(listenersByManager.get(manager)))
          .toList();
    }

    Builder workers(int workers) {
      return settings(
          new EngineSettings(
              settings.tablePrefix(),
              workers,
              settings.lease(),
              settings.pollInterval(),
              settings.gracePeriod(),
              settings.limits()));
    }

    Builder lease(Duration lease) {
      return settings(
          new EngineSettings(
              settings.tablePrefix(),
              settings.workers(),
              lease,
              settings.pollInterval(),
              settings.gracePeriod(),
              settings.limits()));
    }

    Builder pollInterval(Duration interval) {
      return settings(
          new EngineSettings(
              settings.tablePrefix(),
              settings.workers(),
              settings.lease(),
              interval,
              settings.gracePeriod(),
              settings.limits()));
    }

    Builder gracePeriod(Duration gracePeriod) {
      return settings(
          new EngineSettings(
              settings.tablePrefix(),
              settings.workers(),
              settings.lease(),
              settings.pollInterval(),
              gracePeriod,
              settings.limits()));
    }

    Builder limits(Limits limits) {
      return settings(settings.limits(limits));
    }

    private Builder settings(EngineSettings newSettings) {
      settings = newSettings;
      return this;
    }

    Builder worker(WorkerSettings newSettings) {
      workerSettings = newSettings;
      return this;
    }

    Builder progress(UnaryOperator<ProgressStore> newProgress) {
      progress = newProgress;
      return this;
    }

    Builder tasks(UnaryOperator<TaskStore> newTasks) {
      tasks = newTasks;
      return this;
    }

    /** With something between the managers and the engine. */
    Builder engine(UnaryOperator<TaskEngine> newEngine) {
      engine = newEngine;
      return this;
    }

    /** With something between the stores and the application's connections. */
    Builder pool(UnaryOperator<DataSource> newPool) {
      pool = newPool;
      return this;
    }

    /** What is done before the clean-up enqueues a task again that was lost. */
    Builder beforeRevival(Runnable action) {
      beforeRevival = action;
      return this;
    }

    TestNode idle() {
      return new TestNode(this);
    }

    TestNode started() {
      TestNode node = idle();
      node.start();
      return node;
    }
  }

  private TaskPorts ports() {
    beforeRevival.run();
    return ports;
  }

  void start() {
    engine.start(worker);
  }

  TaskManager tasks() {
    return managers.get(TaskManager.DEFAULT_NAME);
  }

  TaskManager tasks(String manager) {
    return managers.get(manager);
  }

  Pauses pauses() {
    return new Pauses(managers, ports);
  }

  Task task(TaskKey key) {
    return ports.immediate().tasks().find(key).orElseThrow();
  }

  long count(String where) {
    return jdbc.sql("SELECT COUNT(*) FROM powercrud_" + where).query(Long.class).single();
  }

  /** How many tasks are in the queue, running or not. */
  long queued() {
    return count("queue WHERE task_instance <> '" + CleanupRow.INSTANCE + "'");
  }

  int applicationPoolSize() {
    return applicationPool.getMaximumPoolSize();
  }

  DataSource applicationPool() {
    return applicationPool;
  }

  @Override
  public void close() {
    control.mend();
    application.mend();
    engine.close();
    controlPool.close();
    applicationPool.close();
  }
}
