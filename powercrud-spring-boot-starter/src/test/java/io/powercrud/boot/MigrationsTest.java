package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;

import example.library.LibraryApplication;
import io.powercrud.task.TaskStatus;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Our tables beside the migrations of an application. */
class MigrationsTest {

  /** Flyway refuses a schema that isn't empty and isn't its own. */
  @Test
  void theTablesAreCreatedAfterFlywayHasMigrated() {
    Host host =
        Host.of(LibraryApplication.class)
            .with("spring.flyway.enabled", true)
            .with("spring.flyway.locations", "classpath:migrations/flyway");

    assertStartsAndRunsTasks(host, "SHELF", "POWERCRUD_TASK");
  }

  /** The change log demands that our tables are not there yet. */
  @Test
  void theTablesAreCreatedAfterLiquibaseHasMigrated() {
    Host host =
        Host.of(LibraryApplication.class)
            .with("spring.liquibase.enabled", true)
            .with("spring.liquibase.change-log", "classpath:migrations/liquibase/shelf.yaml");

    assertStartsAndRunsTasks(host, "SHELF", "POWERCRUD_TASK");
  }

  @Test
  void aMigrationOfFlywayCanCreateTheTables(@TempDir Path migrations) throws IOException {
    try (InputStream schema =
        getClass().getResourceAsStream("/powercrud/schema/v1/schema-h2.sql")) {
      Files.copy(schema, migrations.resolve("V1__powercrud.sql"));
    }
    Host host =
        Host.of(LibraryApplication.class)
            .with("powercrud.schema.initialize", "never")
            .with("spring.flyway.enabled", true)
            .with("spring.flyway.placeholders.prefix", "powercrud_")
            .with("spring.flyway.locations", "filesystem:" + migrations);

    assertStartsAndRunsTasks(host, "POWERCRUD_TASK");
  }

  @Test
  void aChangeLogOfLiquibaseCanCreateTheTables() {
    Host host =
        Host.of(LibraryApplication.class)
            .with("powercrud.schema.initialize", "never")
            .with("spring.liquibase.enabled", true)
            .with("spring.liquibase.change-log", "classpath:migrations/liquibase/powercrud.yaml");

    assertStartsAndRunsTasks(host, "POWERCRUD_TASK");
  }

  private static void assertStartsAndRunsTasks(Host host, String... expectedTables) {
    host.with("spring.jpa.hibernate.ddl-auto", "update");
    try (ConfigurableApplicationContext application = host.startWithoutWebServer()) {
      assertThat(Tasks.run(application).status()).isEqualTo(TaskStatus.SUCCEEDED);
      List<String> tables =
          JdbcClient.create(application.getBean(DataSource.class))
              .sql("SELECT upper(table_name) FROM information_schema.tables")
              .query(String.class)
              .list();
      assertThat(tables).contains(expectedTables);
    }
  }
}
