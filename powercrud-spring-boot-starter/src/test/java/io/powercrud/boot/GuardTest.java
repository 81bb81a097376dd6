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
import io.powercrud.database.TestDatabase;
import io.powercrud.resource.CrudResource;
import io.powercrud.task.TaskPorts;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

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

  @RestController
  static class Shop {
    private final BookRepository books;

    Shop(BookRepository books) {
      this.books = books;
    }

    @GetMapping("/shop/{id}")
    void sell(@PathVariable Long id) {
      Book book = books.findById(id).orElseThrow();
      book.setBestseller(true);
      books.save(book);
    }
  }

  @Test
  void aControllerOfTheApplicationAnswersAConflictWithWhoHoldsWhat() {
    try (ConfigurableApplicationContext application =
        Host.of(LibraryApplication.class, Resources.class, Shop.class)
            .with("spring.security.user.name", "clerk")
            .with("spring.security.user.password", "{noop}clerk")
            .start()) {
      Book book = heldBook(application);

      ResponseEntity<JsonNode> answer =
          RestClient.create(
                  "http://localhost:"
                      + application.getEnvironment().getProperty("local.server.port"))
              .get()
              .uri("/shop/{id}", book.getId())
              .headers(headers -> headers.setBasicAuth("clerk", "clerk"))
              .retrieve()
              .onStatus(status -> true, (request, response) -> {})
              .toEntity(JsonNode.class);

      assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.CONFLICT);
      assertThat(answer.getHeaders().getContentType())
          .isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
      assertThat(answer.getBody().at("/conflicts/0/type").asString()).isEqualTo("Book");
      assertThat(answer.getBody().at("/conflicts/0/id").asString())
          .isEqualTo(book.getId().toString());
      assertThat(answer.getBody().get("total").asInt()).isEqualTo(1);
    }
  }

  @Test
  void whatHibernateDoesNotSeeIsRefusedByTriggersWhereTheyAreSwitchedOn() {
    Host host = host().on(TestDatabase.POSTGRESQL).with("powercrud.guard.triggers", true);
    try (ConfigurableApplicationContext application = start(host)) {
      Book book = heldBook(application);
      JdbcClient jdbc = application.getBean(JdbcClient.class);

      assertThatThrownBy(() -> jdbc.sql("DELETE FROM book").update())
          .hasMessageContaining("Book " + book.getId() + " is held by task");
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
