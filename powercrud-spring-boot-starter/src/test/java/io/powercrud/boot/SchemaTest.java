package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import example.library.BareApplication;
import example.library.LibraryApplication;
import example.library.OwnSchemaFilter;
import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.TaskPorts;
import io.powercrud.task.TaskQuery;
import java.sql.Connection;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables of PowerCRUD in the database of an application. */
class SchemaTest {

  private static final List<String> TABLES =
      List.of(
          "children",
          "cursor",
          "exclusive",
          "fence",
          "outcome",
          "progress",
          "queue",
          "record",
          "task",
          "wait");

  @Test
  void anEmbeddedDatabaseGetsTheTablesByItself() {
    DatabaseAddress address = TestDatabase.H2.fresh();

    try (ConfigurableApplicationContext application =
        Host.of(BareApplication.class).on(address).startWithoutWebServer()) {
      assertThat(tables(address)).containsAll(prefixed("powercrud_"));
    }
  }

  @Test
  void aServerGetsNoneAndTheApplicationIsToldWhatToDo() {
    DatabaseAddress address = TestDatabase.POSTGRESQL.fresh();
    Host host = Host.of(BareApplication.class).on(address);

    FailureAnalysis analysis = StartupFailure.explain(catchThrowable(host::startWithoutWebServer));

    assertThat(analysis.getDescription())
        .contains(
            "'powercrud.schema.initialize'",
            "'always'",
            "powercrud/schema/v1",
            "powercrud.tasks.enabled=false");
    assertThat(tables(address)).doesNotContainAnyElementsOf(prefixed("powercrud_"));
  }

  @Test
  void anApplicationWithoutTasksNeedsNoTables() {
    Host host =
        Host.of(BareApplication.class)
            .on(TestDatabase.POSTGRESQL.fresh())
            .with("powercrud.tasks.enabled", false);

    try (ConfigurableApplicationContext application = host.startWithoutWebServer()) {
      HealthIndicator health =
          application.getBean("powercrudHealthIndicator", HealthIndicator.class);
      assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    }
  }

  @ParameterizedTest
  @EnumSource
  void theyBearTheirPrefixAndOutliveACreateDropOfTheApplication(TestDatabase database) {
    DatabaseAddress address = database.fresh();
    Host host =
        Host.of(LibraryApplication.class)
            .on(address)
            .with("powercrud.schema.initialize", "always")
            .with("powercrud.schema.table-prefix", "pc_")
            .with("spring.jpa.hibernate.ddl-auto", "create-drop");
    try (ConfigurableApplicationContext application = host.startWithoutWebServer()) {
      Tasks.run(application);
    }

    assertThat(tables(address)).doesNotContain("genre").containsAll(prefixed("pc_"));
    try (ConfigurableApplicationContext application = host.startWithoutWebServer()) {
      TaskPorts ports = application.getBean(TaskPorts.class);
      assertThat(ports.stores().tasks().search(TaskQuery.newest(10)).total()).isEqualTo(1);
    }
  }

  @Test
  void aSchedulerOfTheApplicationsOwnIsLeftAlone() {
    DatabaseAddress address = TestDatabase.H2.fresh();
    JdbcClient database = JdbcClient.create(address.unpooled());
    database.sql("CREATE TABLE scheduled_tasks (task_name varchar(100), picked boolean)").update();
    database.sql("INSERT INTO scheduled_tasks VALUES ('their-own', false)").update();

    try (ConfigurableApplicationContext application =
        Host.of(LibraryApplication.class).on(address).startWithoutWebServer()) {
      Tasks.run(application);
    }

    assertThat(database.sql("SELECT * FROM scheduled_tasks").query().listOfRows()).hasSize(1);
  }

  @Test
  void aSchemaFilterOfTheApplicationsOwnStaysInForce() {
    DatabaseAddress address = TestDatabase.H2.fresh();
    Host host =
        Host.of(BareApplication.class)
            .on(address)
            .with(
                "spring.jpa.properties.hibernate.hbm2ddl.schema_filter_provider",
                OwnSchemaFilter.class.getName())
            .with("spring.jpa.hibernate.ddl-auto", "create");

    try (ConfigurableApplicationContext application = host.startWithoutWebServer()) {
      assertThat(tables(address)).contains("book").doesNotContain("genre");
    }
  }

  private static List<String> prefixed(String prefix) {
    return TABLES.stream().map(table -> prefix + table).toList();
  }

  private static List<String> tables(DatabaseAddress address) {
    return new JdbcTemplate(address.unpooled())
        .execute(
            (Connection connection) -> {
              List<String> names = new ArrayList<>();
              try (ResultSet tables =
                  connection.getMetaData().getTables(connection.getCatalog(), null, null, null)) {
                while (tables.next()) {
                  names.add(tables.getString("TABLE_NAME").toLowerCase(Locale.ROOT));
                }
              }
              return names;
            });
  }
}
