package io.powercrud.sample.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.jpa.repository.config.EnableJpaRepositories;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The catalogue without pages, filled at start and kept in order by its services. */
abstract class CatalogueLoading {

  private final TestDatabase database;
  private DatabaseAddress address;

  CatalogueLoading(TestDatabase database) {
    this.database = database;
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @ComponentScan
  @EntityScan
  @EnableJpaRepositories
  static class Catalogue {}

  @BeforeEach
  void createDatabase() {
    address = database.fresh();
  }

  private ConfigurableApplicationContext start(int books) {
    List<String> arguments = new ArrayList<>(List.of("--sample.books=" + books));
    address
        .springProperties()
        .forEach((name, value) -> arguments.add("--%s=%s".formatted(name, value)));
    return new SpringApplicationBuilder(Catalogue.class)
        .web(WebApplicationType.NONE)
        .run(arguments.toArray(String[]::new));
  }

  @Test
  @DisplayName(
      "The library has as many books as were asked for, and further editions when more are")
  void loadsWhatIsMissing() {
    try (ConfigurableApplicationContext catalogue = start(700)) {
      assertThat(count(catalogue, "book")).isEqualTo(700);
      assertThat(count(catalogue, "book where title like '%(edition 2)'")).isEqualTo(55);
      assertGenresAreCounted(catalogue);
    }

    try (ConfigurableApplicationContext catalogue = start(1300)) {
      assertThat(count(catalogue, "book")).isEqualTo(1300);
      assertThat(count(catalogue, "book where title like '%(edition 3)'")).isEqualTo(10);
      assertGenresAreCounted(catalogue);
    }
  }

  @Test
  @DisplayName("A library that was changed is found again as it was left")
  void keepsWhatIsThere() {
    try (ConfigurableApplicationContext catalogue = start(100)) {
      catalogue.getBean(BookRepository.class).deleteById(7L);
    }

    try (ConfigurableApplicationContext catalogue = start(100)) {
      assertThat(count(catalogue, "book")).isEqualTo(99);
    }
  }

  @Test
  @DisplayName("A new book gets an id of its own, and its genre is counted")
  void countsTheGenreOfANewBook() {
    try (ConfigurableApplicationContext catalogue = start(100)) {
      Genre genre = catalogue.getBean(GenreRepository.class).findAllByOrderByName().get(0);
      Author author = catalogue.getBean(AuthorRepository.class).findAll().get(0);

      Book saved =
          catalogue.getBean(BookService.class).save(new Book("A new one", author, Set.of(genre)));

      assertThat(saved.requiredId()).isEqualTo(101);
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(genre(catalogue, genre).getNumberOfBooks())
                      .isEqualTo(genre.getNumberOfBooks() + 1));
      assertGenresAreCounted(catalogue);
    }
  }

  private static Genre genre(ConfigurableApplicationContext catalogue, Genre genre) {
    return catalogue.getBean(GenreRepository.class).findById(genre.requiredId()).orElseThrow();
  }

  private static void assertGenresAreCounted(ConfigurableApplicationContext catalogue) {
    BookRepository books = catalogue.getBean(BookRepository.class);
    assertThat(catalogue.getBean(GenreRepository.class).findAll())
        .hasSizeGreaterThanOrEqualTo(25)
        .allSatisfy(
            genre ->
                assertThat(genre.getNumberOfBooks())
                    .isEqualTo(books.countByGenre(genre.requiredId())));
  }

  private static long count(ConfigurableApplicationContext catalogue, String what) {
    return catalogue
        .getBean(JdbcClient.class)
        .sql("select count(*) from " + what)
        .query(Long.class)
        .single();
  }
}
