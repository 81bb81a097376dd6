package io.powercrud.web;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.access.AccessPolicy;
import io.powercrud.bulk.BulkModule;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.bulk.BulkSettings;
import io.powercrud.engine.CleanupSettings;
import io.powercrud.engine.DatabaseClock;
import io.powercrud.engine.DbSchedulerEngine;
import io.powercrud.engine.EngineSettings;
import io.powercrud.engine.RetentionCleanup;
import io.powercrud.jdbc.JacksonPayloadCodec;
import io.powercrud.jdbc.JdbcStores;
import io.powercrud.jdbc.JdbcStores.Connections;
import io.powercrud.jdbc.SchemaInitialization;
import io.powercrud.jdbc.SchemaInitializer;
import io.powercrud.jdbc.StoreSettings;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.resource.CrudResource;
import io.powercrud.resource.EntityModels;
import io.powercrud.resource.Records;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskPorts;
import io.powercrud.task.TaskWorker;
import io.powercrud.task.WorkerSettings;
import io.powercrud.web.task.StreamSettings;
import jakarta.persistence.EntityManagerFactory;
import jakarta.validation.Validator;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/** Everything below the REST API, put together as the starter does it. */
class Wiring implements SmartLifecycle, AutoCloseable {

  static final int MAX_BODY_BYTES = 64 * 1024;
  static final int MAX_IDS = 200;
  static final int MAX_MATCHING = 1_000;
  static final int MAX_OPEN_TASKS = 20;

  private final HikariDataSource control;
  private final DbSchedulerEngine engine;
  private final TaskPorts ports;
  private final TaskManagers managers;
  private final BulkOperations bulk;
  private final RestApi api;

  Wiring(
      DataSource dataSource,
      EntityManagerFactory entityManagerFactory,
      PlatformTransactionManager transactionManager,
      Validator validator,
      AccessPolicy accessPolicy,
      List<CrudResource<?>> declared) {
    control = controlPool((HikariDataSource) dataSource);
    new SchemaInitializer(dataSource, TablePrefix.DEFAULT).initialize(SchemaInitialization.ALWAYS);
    DatabaseClock clock = DatabaseClock.following(control);
    JacksonPayloadCodec codec = new JacksonPayloadCodec();
    JdbcStores stores =
        new JdbcStores(
            new Connections(dataSource, transactionManager),
            new Connections(control, new JdbcTransactionManager(control)),
            StoreSettings.DEFAULTS,
            codec,
            clock);
    RetentionCleanup cleanup =
        new RetentionCleanup(
            stores.immediate(),
            control,
            clock,
            this::ports,
            new CleanupSettings(
                TablePrefix.DEFAULT.value(),
                Duration.ofHours(1),
                Duration.ofDays(7),
                EngineSettings.DEFAULTS.lease()));
    engine =
        new DbSchedulerEngine(
            dataSource,
            control,
            stores.stores().transactions(),
            cleanup,
            clock,
            EngineSettings.DEFAULTS);
    EntityModels models = new EntityModels(entityManagerFactory);
    ResourceRegistry resources = new ResourceRegistry(declared, models);
    ports =
        new TaskPorts(
            stores.stores(),
            stores.immediate(),
            stores.progress(),
            engine,
            codec,
            models,
            accessPolicy,
            clock);
    BulkModule module =
        new BulkModule(
            ports,
            resources,
            entityManagerFactory,
            transactionManager,
            dataSource,
            stores,
            TablePrefix.DEFAULT,
            validator,
            new BulkSettings(
                10,
                MAX_IDS,
                MAX_MATCHING,
                MAX_OPEN_TASKS,
                Duration.ofSeconds(30),
                Duration.ofMillis(100),
                true,
                3,
                Duration.ofMillis(20)),
            (attempt, type, cause) -> {});
    TaskManager manager =
        TaskManager.named(TaskManager.DEFAULT_NAME, ports)
            .definitions(
                Stream.concat(module.definitions().stream(), Stream.of(FollowUp.definition(this)))
                    .toList())
            .build();
    managers = new TaskManagers(List.of(manager));
    bulk = module.operations(manager);
    api =
        new RestApi(
            new WebSettings(
                WebSettings.DEFAULTS.basePath(),
                MAX_BODY_BYTES,
                new StreamSettings(Duration.ofMillis(50), Duration.ofMinutes(1), 3)),
            ports,
            managers,
            resources,
            new Records(
                entityManagerFactory, transactionManager, stores.stores().conflicts(), validator),
            bulk,
            module.outcomes());
  }

  private static HikariDataSource controlPool(HikariDataSource host) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(host.getJdbcUrl());
    config.setUsername(host.getUsername());
    config.setPassword(host.getPassword());
    config.setConnectionInitSql(host.getConnectionInitSql());
    config.setMaximumPoolSize(4);
    config.setMinimumIdle(0);
    return new HikariDataSource(config);
  }

  RestApi api() {
    return api;
  }

  TaskPorts ports() {
    return ports;
  }

  TaskManager manager() {
    return managers.get(TaskManager.DEFAULT_NAME);
  }

  @Override
  public void start() {
    engine.start(new TaskWorker(managers, ports, WorkerSettings.DEFAULTS));
  }

  @Override
  public void stop() {
    engine.stop();
  }

  @Override
  public boolean isRunning() {
    return engine.isRunning();
  }

  @Override
  public void close() {
    control.close();
  }
}
