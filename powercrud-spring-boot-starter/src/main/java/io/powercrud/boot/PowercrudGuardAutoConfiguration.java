package io.powercrud.boot;

import io.powercrud.guard.WriteGuard;
import io.powercrud.jdbc.JdbcStores;
import io.powercrud.jdbc.SchemaInitializer;
import io.powercrud.resource.ResourceRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;

/** The guard on what the application writes, in force before it serves its first request. */
@AutoConfiguration(after = PowercrudResourceAutoConfiguration.class)
@ConditionalOnBean(ResourceRegistry.class)
@ConditionalOnBooleanProperty(name = "powercrud.guard.enabled", matchIfMissing = true)
class PowercrudGuardAutoConfiguration {

  private static final Logger log = LoggerFactory.getLogger(PowercrudGuardAutoConfiguration.class);

  /** Installs the guard when all beans are there, for resources may name services. */
  interface GuardAtStart extends SmartInitializingSingleton {}

  @Bean
  GuardAtStart powercrudGuard(
      HostDatabase host,
      JdbcStores stores,
      ResourceRegistry resources,
      SchemaInitializer schema,
      PowercrudProperties properties) {
    return () -> {
      if (!properties.tasks().enabled() && !schema.isInitialized()) {
        log.info("Writes are not guarded: tasks are switched off, and there are no tables of them");
        return;
      }
      WriteGuard.install(
          host.entityManagerFactory(),
          host.transactionManager(),
          resources,
          stores,
          properties.guard().triggers());
    };
  }

  @Bean
  static LazyInitializationExcludeFilter powercrudGuardStartsAlsoWhereBeansAreLazy() {
    return LazyInitializationExcludeFilter.forBeanTypes(GuardAtStart.class);
  }
}
