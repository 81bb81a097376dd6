package io.powercrud.boot;

import io.powercrud.engine.RetentionCleanup;
import io.powercrud.task.Pauses;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskPorts;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** The Actuator endpoints {@code powercrud} and {@code powercrudpauses}. */
@AutoConfiguration(after = PowercrudTaskAutoConfiguration.class)
@ConditionalOnClass({Endpoint.class, ConditionalOnAvailableEndpoint.class})
@ConditionalOnBean(TaskPorts.class)
class PowercrudEndpointAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnAvailableEndpoint
  PowercrudEndpoint powercrudEndpoint(
      TaskPorts ports, TaskManagers managers, RetentionCleanup cleanup) {
    return new PowercrudEndpoint(ports.immediate(), managers, cleanup);
  }

  @Bean
  @ConditionalOnMissingBean
  @ConditionalOnAvailableEndpoint
  PowercrudPausesEndpoint powercrudPausesEndpoint(Pauses pauses) {
    return new PowercrudPausesEndpoint(pauses);
  }
}
