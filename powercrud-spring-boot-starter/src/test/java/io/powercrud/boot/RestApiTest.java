package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;

import example.library.Book;
import example.library.BookRepository;
import example.library.BookService;
import example.library.LibraryApplication;
import io.micrometer.core.instrument.MeterRegistry;
import io.powercrud.TaskKey;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.resource.CrudResource;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import io.powercrud.web.access.SecurityAccessPolicy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.web.client.RestClient;
import tools.jackson.databind.JsonNode;

/** The REST API of an application that declares a resource and leaves its security to Boot. */
class RestApiTest {

  private static ConfigurableApplicationContext application;

  /** A service that is what a resource is saved with, and starts bulk operations itself. */
  record Catalogue(BookService books, BulkOperations bulk) {

    Book save(Book book) {
      return books.save(book);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Resources {

    @Bean
    Catalogue catalogue(BookService books, BulkOperations bulk) {
      return new Catalogue(books, bulk);
    }

    @Bean
    CrudResource<Book> books(Catalogue catalogue) {
      return CrudResource.of(Book.class)
          .path("books")
          .columns("title", "bestseller")
          .filters("title", "bestseller")
          .bulkFields("bestseller")
          .asyncFrom(1)
          .saveWith(catalogue::save);
    }

    @Bean
    UserDetailsService users() {
      return new InMemoryUserDetailsManager(
          User.withUsername("librarian")
              .password("{noop}librarian")
              .authorities(SecurityAccessPolicy.ADMINISTRATOR)
              .build());
    }
  }

  @BeforeAll
  static void start() {
    application = Host.of(LibraryApplication.class, Resources.class).start();
    application
        .getBean(BookRepository.class)
        .saveAll(List.of(new Book("Emma"), new Book("Persuasion")));
  }

  @AfterAll
  static void stop() {
    application.close();
  }

  @Test
  void aBulkUpdateRunsInTheBackgroundAndIsMetered() {
    ResponseEntity<JsonNode> answer =
        client()
            .post()
            .uri("/powercrud/api/resources/books/bulk")
            .headers(headers -> headers.setBasicAuth("librarian", "librarian"))
            .contentType(MediaType.APPLICATION_JSON)
            .body(
                Map.of(
                    "action", "update",
                    "matching", Map.of("bestseller", "false"),
                    "set", Map.of("bestseller", true)))
            .retrieve()
            .toEntity(JsonNode.class);

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.ACCEPTED);
    Task task = Tasks.ended(application, new TaskKey(answer.getBody().get("taskKey").asString()));
    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.caller().name()).isEqualTo("librarian");
    assertThat(
            application
                .getBean(MeterRegistry.class)
                .get("powercrud.bulk.records")
                .tag("outcome", "changed")
                .counter()
                .count())
        .isEqualTo(2);
  }

  @Test
  void withTasksSwitchedOffItStartsListsAndRefusesABulkOperationClearly() {
    try (ConfigurableApplicationContext off =
        Host.of(LibraryApplication.class, Resources.class)
            .with("powercrud.tasks.enabled", false)
            .start()) {
      RestClient client = clientOf(off);

      ResponseEntity<JsonNode> list =
          client.get().uri("/powercrud/api/resources/books").retrieve().toEntity(JsonNode.class);
      ResponseEntity<JsonNode> bulk =
          client
              .post()
              .uri("/powercrud/api/resources/books/bulk")
              .contentType(MediaType.APPLICATION_JSON)
              .body(
                  Map.of("action", "update", "ids", List.of(1), "set", Map.of("bestseller", true)))
              .retrieve()
              .toEntity(JsonNode.class);

      assertThat(list.getStatusCode()).isEqualTo(HttpStatus.OK);
      assertThat(bulk.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
      assertThat(bulk.getBody().get("type").asString())
          .isEqualTo("urn:powercrud:problem:switched-off");
      assertThat(bulk.getBody().get("detail").asString()).contains("powercrud.tasks.enabled=true");
    }
  }

  private static RestClient clientOf(ConfigurableApplicationContext running) {
    return RestClient.builder()
        .baseUrl("http://localhost:" + running.getEnvironment().getProperty("local.server.port"))
        .defaultHeaders(headers -> headers.setBasicAuth("librarian", "librarian"))
        .defaultStatusHandler(status -> true, (request, response) -> {})
        .build();
  }

  @Test
  void nobodyGetsInWithoutSigningIn() {
    ResponseEntity<JsonNode> answer = get("/powercrud/api/tasks");

    assertThat(answer.getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
    assertThat(answer.getHeaders().getContentType()).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
  }

  @Test
  void whatElseTheApplicationHasIsAsSecureAsWithoutUs() {
    assertThat(get("/something/else").getStatusCode()).isEqualTo(HttpStatus.UNAUTHORIZED);
  }

  private static ResponseEntity<JsonNode> get(String path) {
    return client()
        .get()
        .uri(path)
        .accept(MediaType.APPLICATION_JSON)
        .retrieve()
        .onStatus(status -> true, (request, response) -> {})
        .toEntity(JsonNode.class);
  }

  private static RestClient client() {
    return RestClient.create(
        "http://localhost:" + application.getEnvironment().getProperty("local.server.port"));
  }
}
