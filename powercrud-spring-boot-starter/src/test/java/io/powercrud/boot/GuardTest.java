package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import example.library.Book;
import example.library.BookRepository;
import example.library.LibraryApplication;
import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.OnConflict;
import io.powercrud.resource.CrudResource;
import io.powercrud.task.TaskPorts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/** The guard of an application that declares a resource, and does nothing else for it. */
class GuardTest {

  static class Resources {
    @Bean
    CrudResource<Book> books() {
      return CrudResource.of(Book.class).columns("title");
    }
  }

  @Test
  void aRecordThatATaskHoldsCanNotBeSavedThroughTheApplicationsOwnRepository() {
    try (ConfigurableApplicationContext application = start(host())) {
      Book book = heldBook(application);

      book.setBestseller(true);
      BookRepository books = application.getBean(BookRepository.class);

      assertThatThrownBy(() -> books.save(book))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining("Book " + book.getId());
      assertThat(books.findById(book.getId()).orElseThrow().isBestseller()).isFalse();
    }
  }

  @Test
  void itIsInForceThoughAllBeansAreLazy() {
    try (ConfigurableApplicationContext application =
        start(host().with("spring.main.lazy-initialization", true))) {
      Book book = heldBook(application);

      assertThatThrownBy(() -> application.getBean(BookRepository.class).delete(book))
          .isInstanceOf(ConflictException.class);
    }
  }

  @Test
  void itCanBeSwitchedOff() {
    try (ConfigurableApplicationContext application =
        start(host().with("powercrud.guard.enabled", false))) {
      Book book = heldBook(application);

      application.getBean(BookRepository.class).delete(book);

      assertThat(application.getBean(BookRepository.class).count()).isZero();
    }
  }

  private static Host host() {
    return Host.of(LibraryApplication.class, Resources.class);
  }

  private static Book heldBook(ConfigurableApplicationContext application) {
    Book book = application.getBean(BookRepository.class).save(new Book("Emma"));
    TaskKey task = TaskKey.unique();
    application
        .getBean(TaskPorts.class)
        .stores()
        .conflicts()
        .reserveTargets(
            task,
            task,
            List.of(new RecordKey("Book", String.valueOf(book.getId()))),
            OnConflict.REFUSE)
        .orThrow();
    return book;
  }

  private static ConfigurableApplicationContext start(Host host) {
    return host.startWithoutWebServer();
  }
}
