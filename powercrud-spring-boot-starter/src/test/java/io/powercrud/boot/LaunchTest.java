package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import example.library.Book;
import example.library.BookService;
import example.library.Genre;
import example.library.GenreRepository;
import example.library.LibraryApplication;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.TaskEvent;
import io.powercrud.task.TaskPorts;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Tasks of an application that declares a definition and launches it. */
class LaunchTest {

  @ParameterizedTest
  @EnumSource
  void theDocumentedLaunchRunsAndReleasesWhatItReserved(TestDatabase database) {
    try (ConfigurableApplicationContext application =
        start(Host.of(LibraryApplication.class).on(database))) {
      ConflictStore conflicts = application.getBean(TaskPorts.class).stores().conflicts();
      List<Long> ids = List.of(Tasks.genre(application).getId());

      for (int launch = 1; launch <= 2; launch++) {
        TaskKey task = Tasks.launch(application, ids);

        assertThat(Tasks.ended(application, task).status()).isEqualTo(TaskStatus.SUCCEEDED);
        assertThat(conflicts.count(task)).isZero();
      }
    }
  }

  @Test
  void aLaunchJoinsTheTransactionOfTheServiceThatMakesIt() {
    try (ConfigurableApplicationContext application = start(Host.of(LibraryApplication.class))) {
      Genre genre = Tasks.genre(application);
      TransactionTemplate transaction =
          new TransactionTemplate(application.getBean(PlatformTransactionManager.class));

      transaction.executeWithoutResult(
          status -> {
            application.getBean(BookService.class).save(new Book("Emma", genre));
            status.setRollbackOnly();
          });

      TaskPorts ports = application.getBean(TaskPorts.class);
      assertThat(ports.stores().tasks().search(TaskQuery.newest(10)).items()).isEmpty();
    }
  }

  @Test
  void theApplicationIsToldOfItsTasksByEvents() {
    try (ConfigurableApplicationContext application = start(Host.of(LibraryApplication.class))) {
      Genre genre = Tasks.genre(application);

      application.getBean(BookService.class).save(new Book("Emma", genre));

      LibraryApplication.History history = application.getBean(LibraryApplication.History.class);
      await()
          .untilAsserted(
              () ->
                  assertThat(history.events())
                      .extracting(TaskEvent::status)
                      .containsExactly(
                          TaskStatus.PENDING, TaskStatus.RUNNING, TaskStatus.SUCCEEDED));
      assertThat(application.getBean(GenreRepository.class).findById(genre.getId()).orElseThrow())
          .extracting(Genre::getBooks)
          .isEqualTo(1L);
    }
  }

  @Test
  void switchedOffALaunchIsRefusedAndNothingIsQueued() {
    try (ConfigurableApplicationContext application =
        start(Host.of(LibraryApplication.class).with("powercrud.tasks.enabled", false))) {
      Genre genre = Tasks.genre(application);

      assertThatIllegalStateException()
          .isThrownBy(() -> application.getBean(BookService.class).save(new Book("Emma", genre)))
          .withMessageContaining("tasks are switched off")
          .withMessageContaining("powercrud.tasks.enabled=true");

      TaskPorts ports = application.getBean(TaskPorts.class);
      assertThat(ports.stores().tasks().search(TaskQuery.newest(10)).items()).isEmpty();
      assertThat(application.getBeansOfType(EngineLifecycle.class)).isEmpty();
    }
  }

  private static ConfigurableApplicationContext start(Host host) {
    return host.startWithoutWebServer();
  }
}
