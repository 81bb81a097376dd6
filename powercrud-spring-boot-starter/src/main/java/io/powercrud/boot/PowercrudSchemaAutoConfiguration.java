package io.powercrud.boot;

import io.powercrud.bulk.FrozenRecordMapping;
import io.powercrud.jdbc.SchemaInitializer;
import io.powercrud.jdbc.TablePrefix;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The tables, there before Hibernate and the engine need them. */
@AutoConfiguration(
    after = DataSourceAutoConfiguration.class,
    before = HibernateJpaAutoConfiguration.class)
@ConditionalOnSingleCandidate(DataSource.class)
@EnableConfigurationProperties(PowercrudProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
class PowercrudSchemaAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  TablePrefix powercrudTablePrefix(PowercrudProperties properties) {
    return new TablePrefix(properties.schema().tablePrefix());
  }

  /** A set of records is frozen by a statement of Hibernate's, which must know the table's name. */
  @Bean
  HibernatePropertiesCustomizer powercrudRecordTable(TablePrefix prefix) {
    return settings -> settings.put(FrozenRecordMapping.TABLE_PREFIX, prefix.value());
  }

  @Bean
  @ConditionalOnMissingBean
  SchemaInitializer powercrudSchemaInitializer(DataSource dataSource, TablePrefix prefix) {
    return new SchemaInitializer(dataSource, prefix);
  }

  @Bean
  SchemaAtStart powercrudSchemaAtStart(
      DataSource dataSource, SchemaInitializer initializer, PowercrudProperties properties) {
    return new SchemaAtStart(dataSource, initializer, properties.schema().initialize());
  }
}
