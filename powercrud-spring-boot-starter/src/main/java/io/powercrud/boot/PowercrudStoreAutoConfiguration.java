package io.powercrud.boot;

import io.powercrud.engine.DatabaseClock;
import io.powercrud.jdbc.JacksonPayloadCodec;
import io.powercrud.jdbc.JdbcStores;
import io.powercrud.jdbc.JdbcStores.Connections;
import io.powercrud.jdbc.StoreSettings;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.progress.ProgressStore;
import io.powercrud.resource.EntityModels;
import io.powercrud.task.PayloadCodec;
import io.powercrud.task.Stores;
import jakarta.persistence.EntityManagerFactory;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * The stores: those that join the application's transactions, and those over the control
 * connections, named {@code powercrudImmediateStores}.
 */
@AutoConfiguration(
    after = {PowercrudSchemaAutoConfiguration.class, HibernateJpaAutoConfiguration.class})
@ConditionalOnSingleCandidate(EntityManagerFactory.class)
class PowercrudStoreAutoConfiguration {

  /** The name of the bean with the stores over the control connections. */
  static final String IMMEDIATE = "powercrudImmediateStores";

  @Bean
  @ConditionalOnMissingBean
  HostDatabase powercrudHostDatabase(
      DataSource dataSource,
      EntityManagerFactory entityManagerFactory,
      ObjectProvider<PlatformTransactionManager> transactionManagers) {
    return HostDatabase.of(dataSource, entityManagerFactory, transactionManagers);
  }

  @Bean
  @ConditionalOnMissingBean
  WorkerCount powercrudWorkerCount(DataSource dataSource, PowercrudProperties properties) {
    return WorkerCount.of(dataSource, properties.tasks().workers());
  }

  @Bean
  @ConditionalOnMissingBean
  ControlDataSource powercrudControlDataSource(
      DataSource dataSource, WorkerCount workers, PowercrudProperties properties) {
    PowercrudProperties.Control control = properties.control();
    Integer poolSize = control.poolSize();
    return ControlDataSource.beside(
        dataSource,
        poolSize == null ? workers.value() + 2 : poolSize,
        control.connectionTimeout(),
        properties.lease());
  }

  @Bean(defaultCandidate = false)
  @ConditionalOnMissingBean
  DatabaseClock powercrudClock(ControlDataSource control) {
    return DatabaseClock.following(control.dataSource());
  }

  @Bean
  @ConditionalOnMissingBean
  EntityModels powercrudEntityModels(HostDatabase host) {
    return new EntityModels(host.entityManagerFactory());
  }

  @Bean
  @ConditionalOnMissingBean
  PayloadCodec powercrudPayloadCodec() {
    return new JacksonPayloadCodec();
  }

  @Bean
  @ConditionalOnMissingBean
  JdbcStores powercrudJdbcStores(
      HostDatabase host,
      ControlDataSource control,
      TablePrefix prefix,
      PayloadCodec codec,
      @Qualifier("powercrudClock") DatabaseClock clock,
      PowercrudProperties properties) {
    return new JdbcStores(
        new Connections(host.dataSource(), host.transactionManager()),
        new Connections(control.dataSource(), new JdbcTransactionManager(control.dataSource())),
        new StoreSettings(prefix, properties.lease(), properties.conflicts().lockTimeout()),
        codec,
        clock);
  }

  @Bean
  @ConditionalOnMissingBean(name = "powercrudStores")
  Stores powercrudStores(JdbcStores stores) {
    return stores.stores();
  }

  @Bean(name = IMMEDIATE, defaultCandidate = false)
  @ConditionalOnMissingBean(name = IMMEDIATE)
  Stores powercrudImmediateStores(JdbcStores stores) {
    return stores.immediate();
  }

  @Bean
  @ConditionalOnMissingBean
  ProgressStore powercrudProgressStore(JdbcStores stores) {
    return stores.progress();
  }
}
