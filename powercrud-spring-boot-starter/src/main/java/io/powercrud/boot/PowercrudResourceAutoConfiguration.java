package io.powercrud.boot;

import io.powercrud.bulk.BulkListener;
import io.powercrud.bulk.BulkModule;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.bulk.BulkSettings;
import io.powercrud.bulk.RecordOutcomes;
import io.powercrud.jdbc.JdbcStores;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.resource.CrudResource;
import io.powercrud.resource.EntityModels;
import io.powercrud.resource.Records;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskPorts;
import jakarta.validation.Validator;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The declared resources and the bulk operations on them. */
@AutoConfiguration(after = PowercrudTaskAutoConfiguration.class)
@ConditionalOnBean(TaskPorts.class)
class PowercrudResourceAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  ResourceRegistry powercrudResourceRegistry(
      ObjectProvider<CrudResource<?>> resources, EntityModels models) {
    return new ResourceRegistry(() -> resources.orderedStream().toList(), models);
  }

  /** Has a declaration that doesn't fit its entity noticed at the start. */
  @Bean
  SmartInitializingSingleton powercrudResourceCheck(ResourceRegistry resources) {
    return resources::all;
  }

  @Bean
  @ConditionalOnMissingBean
  Records powercrudRecords(
      HostDatabase host, JdbcStores stores, ObjectProvider<Validator> validator) {
    return new Records(
        host.entityManagerFactory(),
        host.transactionManager(),
        stores.stores().conflicts(),
        validator.getIfUnique());
  }

  @Bean
  @ConditionalOnMissingBean
  BulkModule powercrudBulkModule(
      TaskPorts ports,
      ResourceRegistry resources,
      HostDatabase host,
      JdbcStores stores,
      TablePrefix prefix,
      ObjectProvider<Validator> validator,
      WorkerCount workers,
      ObjectProvider<BulkListener> listeners,
      PowercrudProperties properties) {
    PowercrudProperties.Bulk bulk = properties.bulk();
    return new BulkModule(
        ports,
        resources,
        host.entityManagerFactory(),
        host.transactionManager(),
        host.dataSource(),
        stores,
        prefix,
        validator.getIfUnique(),
        new BulkSettings(
            bulk.chunkSize(),
            bulk.maxIds(),
            bulk.maxMatching(),
            bulk.maxOpenTasks(),
            bulk.descendantWait(),
            bulk.fairnessPause(),
            bulk.overlapChunks() == null ? workers.spare() : bulk.overlapChunks(),
            bulk.retries(),
            bulk.retryPause()),
        (attempt, type, cause) ->
            listeners.orderedStream().forEach(listener -> listener.onRetry(attempt, type, cause)));
  }

  @Bean
  @ConditionalOnMissingBean
  BulkOperations powercrudBulkOperations(
      BulkModule bulk,
      @Qualifier(PowercrudTaskAutoConfiguration.DEFAULT_MANAGER) TaskManager manager) {
    return bulk.operations(manager);
  }

  @Bean
  @ConditionalOnMissingBean
  RecordOutcomes powercrudRecordOutcomes(BulkModule bulk) {
    return bulk.outcomes();
  }
}
