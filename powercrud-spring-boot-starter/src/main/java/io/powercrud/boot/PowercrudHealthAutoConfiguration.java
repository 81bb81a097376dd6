package io.powercrud.boot;

import io.powercrud.engine.DbSchedulerEngine;
import io.powercrud.task.Pauses;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskPorts;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** The health indicator {@code powercrud}. */
@AutoConfiguration(after = PowercrudTaskAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnEnabledHealthIndicator("powercrud")
@ConditionalOnBean(TaskPorts.class)
class PowercrudHealthAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = "powercrudHealthIndicator")
  HealthIndicator powercrudHealthIndicator(
      TaskPorts ports,
      HostDatabase host,
      TaskManagers managers,
      Pauses pauses,
      ObjectProvider<DbSchedulerEngine> engine,
      PowercrudProperties properties) {
    if (!properties.tasks().enabled()) {
      return () -> Health.up().withDetail("tasks", "switched off").build();
    }
    return new PowercrudHealthIndicator(
        ports.immediate(),
        host,
        pauses,
        managers,
        engine.getIfAvailable(),
        properties.lease(),
        ports.clock());
  }
}
