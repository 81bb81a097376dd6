package io.powercrud.boot;

import io.powercrud.task.TaskPorts;
import jakarta.persistence.EntityManagerFactory;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/** Says why there is no PowerCRUD in an application that has the starter. */
@AutoConfiguration(after = PowercrudTaskAutoConfiguration.class)
@ConditionalOnMissingBean(TaskPorts.class)
class PowercrudOffAutoConfiguration {

  private static final Logger log = LoggerFactory.getLogger(PowercrudOffAutoConfiguration.class);

  @Bean
  SmartInitializingSingleton powercrudOff(ListableBeanFactory beans) {
    return () ->
        log.warn(
            "PowerCRUD is off: it needs one DataSource and one EntityManagerFactory, or a primary one of each; this application has {} and {}",
            names(beans, DataSource.class),
            names(beans, EntityManagerFactory.class));
  }

  private static List<String> names(ListableBeanFactory beans, Class<?> type) {
    return List.of(beans.getBeanNamesForType(type));
  }
}
