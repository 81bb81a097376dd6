package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import example.library.Book;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskPorts;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurationPackage;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;

/** Applications whose databases are not simply the one that Spring Boot makes. */
@ExtendWith(OutputCaptureExtension.class)
class DataSourcesTest {

  private static final AutoConfigurations OURS =
      AutoConfigurations.of(
          PowercrudAccessAutoConfiguration.class,
          PowercrudOffAutoConfiguration.class,
          PowercrudResourceAutoConfiguration.class,
          PowercrudSchemaAutoConfiguration.class,
          PowercrudStoreAutoConfiguration.class,
          PowercrudTaskAutoConfiguration.class);

  private static final AutoConfigurations JPA =
      AutoConfigurations.of(
          TransactionAutoConfiguration.class,
          DataSourceTransactionManagerAutoConfiguration.class,
          HibernateJpaAutoConfiguration.class);

  private final ApplicationContextRunner starter =
      new ApplicationContextRunner().withConfiguration(OURS).withUserConfiguration(Library.class);

  @Configuration(proxyBeanMethods = false)
  @AutoConfigurationPackage(basePackageClasses = Book.class)
  static class Library {}

  @Configuration(proxyBeanMethods = false)
  static class TwoEqualDatabases {

    @Bean
    HikariDataSource first() {
      return TestDatabase.H2.fresh().openPool();
    }

    @Bean
    HikariDataSource second() {
      return TestDatabase.H2.fresh().openPool();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class PrimaryDatabase {

    @Bean
    @Primary
    HikariDataSource library() {
      return TestDatabase.H2.fresh().openPool();
    }

    @Bean
    HikariDataSource statistics() {
      return TestDatabase.H2.fresh().openPool();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class EntitiesElsewhere {

    @Bean
    LocalContainerEntityManagerFactoryBean entityManagerFactory(
        @Qualifier("statistics") HikariDataSource statistics) {
      LocalContainerEntityManagerFactoryBean factory = new LocalContainerEntityManagerFactoryBean();
      factory.setDataSource(statistics);
      factory.setPackagesToScan(Book.class.getPackageName());
      factory.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
      return factory;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class NoPool {

    @Bean
    DataSource dataSource() {
      return TestDatabase.H2.fresh().unpooled();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnControlConnections {

    @Bean
    ControlDataSource control(DataSource dataSource) {
      return ControlDataSource.of(dataSource);
    }
  }

  @Test
  void withoutADatabaseTheApplicationStartsAndIsToldWhatIsMissing(CapturedOutput output) {
    starter.run(
        context -> {
          assertThat(context).hasNotFailed().doesNotHaveBean(TaskManager.class);
          assertThat(output)
              .contains("PowerCRUD is off")
              .contains("this application has [] and []");
        });
  }

  @Test
  void withoutEntitiesTheApplicationStartsAndIsToldWhatIsMissing(CapturedOutput output) {
    starter
        .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(TaskManager.class);
              assertThat(output).contains("this application has [dataSource] and []");
            });
  }

  @Test
  void withTwoEqualDatabasesTheApplicationStartsAndIsToldWhatToDecide(CapturedOutput output) {
    starter
        .withConfiguration(JPA)
        .withUserConfiguration(TwoEqualDatabases.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed().doesNotHaveBean(TaskManager.class);
              assertThat(output).contains("a primary one of each").contains("[first, second]");
            });
  }

  @Test
  void amongSeveralDatabasesThePrimaryOneIsUsed() {
    starter
        .withConfiguration(JPA)
        .withUserConfiguration(PrimaryDatabase.class)
        .run(
            context -> {
              assertThat(context).hasSingleBean(TaskPorts.class);
              assertThat(context.getBean(HostDatabase.class).dataSource())
                  .isSameAs(context.getBean("library"));
            });
  }

  @Test
  void entitiesInAnotherDatabaseThanTheTasksAreRefused() {
    starter
        .withConfiguration(JPA)
        .withUserConfiguration(PrimaryDatabase.class, EntitiesElsewhere.class)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .rootCause()
                    .hasMessageContaining("a launch could not join them")
                    .hasMessageContaining("as primary"));
  }

  @Test
  void aSourceThatIsNoHikariPoolIsShared() {
    starter
        .withConfiguration(JPA)
        .withUserConfiguration(NoPool.class)
        .run(
            context ->
                assertThat(context.getBean(ControlDataSource.class).dataSource())
                    .isSameAs(context.getBean(DataSource.class)));
  }

  @Test
  void theApplicationMayBringControlConnectionsOfItsOwn() {
    starter
        .withConfiguration(JPA)
        .withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
        .withUserConfiguration(OwnControlConnections.class)
        .run(
            context ->
                assertThat(context).hasSingleBean(ControlDataSource.class).hasBean("control"));
  }
}
