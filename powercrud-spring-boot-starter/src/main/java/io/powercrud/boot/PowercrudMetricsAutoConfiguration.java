package io.powercrud.boot;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.powercrud.bulk.BulkListener;
import io.powercrud.engine.RetentionCleanup;
import io.powercrud.task.Stores;
import io.powercrud.task.TaskPorts;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The meters of tasks, of their records and of what the stores hold. */
@AutoConfiguration(
    after = {CompositeMeterRegistryAutoConfiguration.class, PowercrudStoreAutoConfiguration.class},
    before = PowercrudTaskAutoConfiguration.class)
@ConditionalOnClass({MeterRegistry.class, CompositeMeterRegistryAutoConfiguration.class})
@ConditionalOnBean({MeterRegistry.class, Stores.class})
class PowercrudMetricsAutoConfiguration {

  @Bean
  TaskMetrics powercrudTaskMetrics(
      MeterRegistry registry, @Qualifier("powercrudImmediateStores") Stores stores) {
    return new TaskMetrics(registry, stores);
  }

  @Bean
  BulkListener powercrudRetryMeter(MeterRegistry registry) {
    return (attempt, type, cause) ->
        Counter.builder("powercrud.bulk.retries")
            .description("Transactions of bulk tasks that were done again for another's locks")
            .tag("type", type)
            .register(registry)
            .increment();
  }

  @Bean
  CleanupMeters powercrudCleanupMeters(RetentionCleanup cleanup) {
    return new CleanupMeters(cleanup);
  }

  @Bean
  StoreMeters powercrudStoreMeters(TaskPorts ports) {
    return new StoreMeters(ports.immediate(), ports.engine(), ports.clock());
  }
}
