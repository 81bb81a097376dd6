package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;

import example.library.BareApplication;
import example.library.Book;
import example.library.BookRepository;
import io.powercrud.access.Caller;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskPorts;
import java.time.Clock;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** E8: an application starts with the starter, whatever it doesn't configure or leaves out. */
class BareApplicationTest {

  @Test
  void anApplicationThatConfiguresNothingStartsAndIsHealthy() {
    try (ConfigurableApplicationContext application = Host.bare().start()) {
      assertThat(application.getBean(BookRepository.class).save(new Book("Emma")).getId())
          .isNotNull();
      assertThat(
              application
                  .getBean("powercrudHealthIndicator", HealthIndicator.class)
                  .health()
                  .getStatus())
          .isEqualTo(Status.UP);
    }
  }

  @Test
  void anApplicationWithoutTheWebModuleStarts() {
    try (ConfigurableApplicationContext application =
        Host.bare().without("io.powercrud.web").start()) {
      assertThat(application.getBean(TaskManager.class).name()).isEqualTo("default");
    }
  }

  @Test
  void anApplicationWithoutSpringSecurityStartsAndLetsNobodyFromOutsideDoAnything() {
    try (ConfigurableApplicationContext application =
        Host.bare().without("org.springframework.security").start()) {
      TaskPorts ports = application.getBean(TaskPorts.class);

      assertThat(ports.access().caller()).isEqualTo(Caller.SYSTEM);
      assertThat(ports.access().mayAccessTaskOf(Caller.SYSTEM, "system")).isFalse();
    }
  }

  @Test
  void anApplicationWithoutAWebServerStarts() {
    try (ConfigurableApplicationContext application = Host.bare().startWithoutWebServer()) {
      assertThat(application.getBean(TaskManager.class)).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anApplicationStartsOnEachDatabase(TestDatabase database) {
    try (ConfigurableApplicationContext application = Host.bare().on(database).start()) {
      assertThat(
              JdbcClient.create(application.getBean(DataSource.class))
                  .sql("SELECT count(*) FROM powercrud_task")
                  .query(Long.class)
                  .single())
          .isZero();
    }
  }

  @Test
  void itsBeansGetInTheWayOfNoneOfTheApplications() {
    try (ConfigurableApplicationContext application =
        Host.of(BareApplication.class, Injected.class).start()) {
      Injected injected = application.getBean(Injected.class);

      assertThat(injected.dataSources().stream()).hasSize(1);
      assertThat(injected.clocks().stream()).isEmpty();
      assertThat(injected.transactionManagers().stream()).hasSize(1);
    }
  }

  /** What an application's own bean would get. */
  record Injected(
      ObjectProvider<DataSource> dataSources,
      ObjectProvider<Clock> clocks,
      ObjectProvider<PlatformTransactionManager> transactionManagers) {}
}
