package io.powercrud.sample.catalogue;

import static io.powercrud.sample.catalogue.GenreRecount.RECOUNT_EACH_GENRE;

import io.powercrud.task.TaskManager;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The one way in which authors are written. */
@Service
public class AuthorService {

  private final AuthorRepository authors;
  private final BookRepository books;
  private final TaskManager tasks;

  AuthorService(AuthorRepository authors, BookRepository books, TaskManager tasks) {
    this.authors = authors;
    this.books = books;
    this.tasks = tasks;
  }

  /**
   * Saves an author and has the books counted of all genres that the author wrote in, each by a
   * child: of the task that saves the author, or of one of its own.
   *
   * @throws io.powercrud.conflict.ConflictException if another task holds one of those genres
   */
  @Transactional
  public Author save(Author author) {
    Author saved = authors.save(author);
    List<Long> genreIds = genreIds(saved);
    tasks
        .run(RECOUNT_EACH_GENRE, new GenreRecount.Genres(genreIds))
        .reserving(Genre.class, genreIds)
        .inlineOrLaunch();
    return saved;
  }

  /** The ids of the genres that the author wrote in; empty for one who was not saved yet. */
  List<Long> genreIds(Author author) {
    Long id = author.getId();
    return id == null ? List.of() : books.genreIdsOfAuthor(id);
  }
}
