package io.powercrud.boot;

import io.powercrud.access.AccessPolicy;
import io.powercrud.bulk.BulkModule;
import io.powercrud.conflict.RecordKeys;
import io.powercrud.engine.CleanupSettings;
import io.powercrud.engine.DatabaseClock;
import io.powercrud.engine.DbSchedulerEngine;
import io.powercrud.engine.EngineSettings;
import io.powercrud.engine.Limits;
import io.powercrud.engine.RetentionCleanup;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.progress.ProgressStore;
import io.powercrud.task.Pauses;
import io.powercrud.task.PayloadCodec;
import io.powercrud.task.Stores;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskEngine;
import io.powercrud.task.TaskListener;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskPorts;
import io.powercrud.task.TaskWorker;
import io.powercrud.task.WorkerSettings;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/** The engine, the task managers and the worker of this node. */
@AutoConfiguration(
    after = {PowercrudStoreAutoConfiguration.class, PowercrudAccessAutoConfiguration.class})
@ConditionalOnBean(Stores.class)
class PowercrudTaskAutoConfiguration {

  /** The name of the bean that is the manager which an application has by itself. */
  static final String DEFAULT_MANAGER = "powercrudTaskManager";

  /** Delivers tasks to this node, unless an engine of the application's does. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBooleanProperty(name = "powercrud.tasks.enabled", matchIfMissing = true)
  @ConditionalOnMissingBean(TaskEngine.class)
  static class Engine {

    @Bean
    DbSchedulerEngine powercrudTaskEngine(
        HostDatabase host,
        ControlDataSource control,
        Stores stores,
        RetentionCleanup cleanup,
        WorkerCount workers,
        TablePrefix prefix,
        @Qualifier("powercrudClock") DatabaseClock clock,
        PowercrudProperties properties) {
      PowercrudProperties.Tasks tasks = properties.tasks();
      return new DbSchedulerEngine(
          host.dataSource(),
          control.dataSource(),
          stores.transactions(),
          cleanup,
          clock,
          new EngineSettings(
              prefix.value(),
              workers.value(),
              properties.lease(),
              tasks.pollInterval(),
              tasks.gracePeriod(),
              new Limits(tasks.limits().perType(), tasks.limits().perUser())));
    }

    @Bean
    EngineLifecycle powercrudEngineLifecycle(
        DbSchedulerEngine engine, TaskWorker worker, SchemaAtStart schema) {
      return new EngineLifecycle(engine, worker, schema);
    }

    @Bean
    static LazyInitializationExcludeFilter powercrudEngineStartsAlsoWhereBeansAreLazy() {
      return LazyInitializationExcludeFilter.forBeanTypes(EngineLifecycle.class);
    }
  }

  /** Keeps everything out of the queue. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnBooleanProperty(name = "powercrud.tasks.enabled", havingValue = false)
  @ConditionalOnMissingBean(TaskEngine.class)
  static class SwitchedOff {

    @Bean
    TaskEngine powercrudTaskEngine() {
      return SwitchedOffEngine.INSTANCE;
    }
  }

  @Bean
  @ConditionalOnMissingBean
  RetentionCleanup powercrudRetentionCleanup(
      @Qualifier("powercrudImmediateStores") Stores stores,
      ControlDataSource control,
      TablePrefix prefix,
      @Qualifier("powercrudClock") DatabaseClock clock,
      ObjectProvider<TaskPorts> ports,
      PowercrudProperties properties) {
    PowercrudProperties.Tasks tasks = properties.tasks();
    return new RetentionCleanup(
        stores,
        control.dataSource(),
        clock,
        ports::getObject,
        new CleanupSettings(
            prefix.value(), tasks.cleanupInterval(), tasks.retention(), properties.lease()));
  }

  @Bean
  @ConditionalOnMissingBean
  TaskPorts powercrudTaskPorts(
      Stores stores,
      @Qualifier("powercrudImmediateStores") Stores immediate,
      ProgressStore progress,
      TaskEngine engine,
      PayloadCodec codec,
      RecordKeys recordKeys,
      AccessPolicy access,
      @Qualifier("powercrudClock") DatabaseClock clock) {
    return new TaskPorts(stores, immediate, progress, engine, codec, recordKeys, access, clock);
  }

  @Bean
  PublishedTaskEvents powercrudPublishedTaskEvents(ApplicationEventPublisher publisher) {
    return new PublishedTaskEvents(publisher);
  }

  @Bean
  @ConditionalOnMissingBean
  TaskManagerFactory powercrudTaskManagerFactory(
      TaskPorts ports, ObjectProvider<TaskListener> listeners, PowercrudProperties properties) {
    return new TaskManagerFactory(ports, listeners.orderedStream().toList(), properties.tasks());
  }

  /** The manager of every definition that no manager of the application's has. */
  @Bean(DEFAULT_MANAGER)
  @Primary
  @ConditionalOnMissingBean(name = DEFAULT_MANAGER)
  TaskManager powercrudTaskManager(
      TaskManagerFactory factory,
      ObjectProvider<TaskDefinition<?, ?>> declared,
      ObjectProvider<BulkModule> bulk,
      ObjectProvider<TaskManager> managers) {
    return factory
        .named(TaskManager.DEFAULT_NAME)
        .definitions(new UnclaimedDefinitions(declared, bulk, managers))
        .build();
  }

  @Bean
  @ConditionalOnMissingBean
  TaskManagers powercrudTaskManagers(ObjectProvider<TaskManager> managers) {
    return new TaskManagers(managers.stream().toList());
  }

  @Bean
  @ConditionalOnMissingBean
  Pauses powercrudPauses(TaskManagers managers, TaskPorts ports) {
    return new Pauses(managers, ports);
  }

  /** Has two definitions of one kind noticed at the start, not at the first launch. */
  @Bean
  SmartInitializingSingleton powercrudDefinitionCheck(TaskManagers managers) {
    return () -> managers.all().forEach(TaskManager::definitions);
  }

  @Bean
  @ConditionalOnMissingBean
  TaskWorker powercrudTaskWorker(
      TaskManagers managers, TaskPorts ports, PowercrudProperties properties) {
    PowercrudProperties.Tasks tasks = properties.tasks();
    return new TaskWorker(
        managers,
        ports,
        new WorkerSettings(tasks.maxAttempts(), tasks.unknownFor(), tasks.putOff()));
  }
}
