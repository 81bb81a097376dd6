package io.powercrud.sample.catalogue;

import static io.powercrud.sample.catalogue.GenreRecount.RECOUNT_EACH_GENRE;
import static io.powercrud.sample.catalogue.GenreRecount.RECOUNT_GENRE;
import static io.powercrud.sample.catalogue.GenreRecount.RECOUNT_GENRES;

import io.powercrud.resource.CrudResource;
import io.powercrud.resource.Descendants;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskType;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What of the catalogue is offered, and what of it may be changed in bulk. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SampleSettings.class)
class CatalogueResources {

  @Bean
  CrudResource<Book> books(BookService service) {
    return CrudResource.of(Book.class)
        .path("books")
        .columns(
            "title", "author", "genres", "published", "bestseller", "isbn", "pages", "description")
        .filters("title", "author", "genres", "published", "bestseller", "isbn", "pages")
        .bulkFields("bestseller", "author", "genres", "published", "pages", "description")
        .bulkDelete()
        .descendants(Descendants.<Book>of(Genre.class, Book::genreIds).untilChunkCommits())
        .asyncFrom(20)
        .saveWith(service::save)
        .deleteWith(service::delete);
  }

  @Bean
  CrudResource<Author> authors(AuthorService service) {
    return CrudResource.of(Author.class)
        .path("authors")
        .columns("name", "birthYear", "bio")
        .filters("name", "birthYear", "bio")
        .bulkFields("bio")
        .bulkDelete()
        .descendants(Genre.class, service::genreIds)
        .saveWith(service::save)
        .deleteWith(service::delete);
  }

  @Bean
  CrudResource<Genre> genres() {
    return CrudResource.of(Genre.class)
        .path("genres")
        .columns("name", "numberOfBooks")
        .filters("name", "numberOfBooks")
        .fields("name")
        .bulkFields("name");
  }

  @Bean
  CrudResource<Profile> profiles() {
    return CrudResource.of(Profile.class)
        .path("profiles")
        .columns("author", "nickname", "status", "favouriteGenre")
        .filters("author", "nickname", "status", "favouriteGenre")
        .bulkFields("status", "favouriteGenre")
        .bulkDelete();
  }

  @Bean
  TaskDefinition<GenreRecount.Genres, TaskType.Nothing> recountGenres(GenreRecount recount) {
    return TaskDefinition.of(
        RECOUNT_GENRES,
        (genres, context) -> {
          recount.recount(genres);
          return TaskResult.succeeded();
        });
  }

  @Bean
  TaskDefinition<GenreRecount.Genres, TaskType.Nothing> recountEachGenre(
      GenreRecount recount, ObjectProvider<TaskManager> tasks) {
    return TaskDefinition.of(
        RECOUNT_EACH_GENRE,
        (genres, context) -> {
          recount.recountEach(tasks.getObject(), genres);
          return TaskResult.succeeded();
        });
  }

  @Bean
  TaskDefinition<GenreRecount.OneGenre, TaskType.Nothing> recountGenre(GenreRecount recount) {
    return TaskDefinition.of(
        RECOUNT_GENRE,
        (genre, context) -> {
          recount.recount(genre);
          return TaskResult.succeeded();
        });
  }
}
