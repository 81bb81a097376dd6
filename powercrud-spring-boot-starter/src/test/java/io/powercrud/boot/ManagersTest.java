package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import example.library.LibraryApplication;
import example.library.Recount;
import io.powercrud.TaskKey;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.Task;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Applications with task managers of their own. */
class ManagersTest {

  record Csv(String file) {}

  private static final TaskType<Csv, TaskType.Nothing> IMPORT =
      TaskType.of("import-books", Csv.class);

  @Configuration(proxyBeanMethods = false)
  static class Imports {

    @Bean
    TaskDefinition<Csv, TaskType.Nothing> importBooks() {
      return TaskDefinition.of(IMPORT, (csv, context) -> TaskResult.succeeded());
    }

    @Bean
    TaskManager imports(
        TaskManagerFactory managers,
        @Qualifier("importBooks") TaskDefinition<Csv, TaskType.Nothing> importBooks) {
      return managers.named("imports").definitions(List.of(importBooks)).build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class SecondDefault {

    @Bean
    TaskManager mine(TaskManagerFactory managers) {
      return managers.named("default").build();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class SecondRecount {

    @Bean
    TaskDefinition<Recount, TaskType.Nothing> recountAgain() {
      return TaskDefinition.of(
          Recount.RECOUNT_GENRES, (recount, context) -> TaskResult.succeeded());
    }
  }

  @Test
  void aDefinitionBelongsToTheManagerThatWasBuiltWithItAndElseToTheDefaultOne() {
    try (ConfigurableApplicationContext application = start(Imports.class)) {
      TaskManagers managers = application.getBean(TaskManagers.class);

      assertThat(managers.definition("imports", "import-books", 1)).isPresent();
      assertThat(managers.definition("default", "import-books", 1)).isEmpty();
      assertThat(managers.definition("default", "recount-genres", 1)).isPresent();
    }
  }

  @Test
  void aTaskRunsWithTheManagerThatLaunchedItAndTheApplicationIsTold() {
    try (ConfigurableApplicationContext application = start(Imports.class)) {
      TaskManager imports = application.getBean("imports", TaskManager.class);

      LaunchResult<?> launched = imports.run(IMPORT, new Csv("books.csv")).launch();

      TaskKey key = ((LaunchResult.Launched<?>) launched).task();
      Task task = Tasks.ended(application, key);
      assertThat(task.manager()).isEqualTo("imports");
      assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(application.getBean(LibraryApplication.History.class).events())
          .anySatisfy(event -> assertThat(event.manager()).isEqualTo("imports"));
    }
  }

  @Test
  void switchedOffNoManagerLaunchesAnything() {
    try (ConfigurableApplicationContext application =
        Host.of(LibraryApplication.class, Imports.class)
            .with("powercrud.tasks.enabled", false)
            .startWithoutWebServer()) {
      TaskManager imports = application.getBean("imports", TaskManager.class);

      assertThatThrownBy(() -> imports.run(IMPORT, new Csv("books.csv")))
          .hasMessageContaining("tasks are switched off");
    }
  }

  @Test
  void twoManagersOfOneNameAreRefusedAtStart() {
    assertThatThrownBy(() -> start(SecondDefault.class))
        .rootCause()
        .hasMessageContaining("Two task managers are named 'default'");
  }

  @Test
  void twoDefinitionsOfOneKindAreRefusedAtStart() {
    assertThatThrownBy(() -> start(SecondRecount.class))
        .hasMessageContaining("two definitions of task type recount-genres v1");
  }

  private static ConfigurableApplicationContext start(Class<?> more) {
    return Host.of(LibraryApplication.class, more).startWithoutWebServer();
  }
}
