package io.powercrud.sample.catalogue;

import static io.powercrud.sample.catalogue.GenreRecount.RECOUNT_EACH_GENRE;

import io.powercrud.RecordKey;
import io.powercrud.conflict.RecordKeys;
import io.powercrud.task.Stores;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskManager;
import java.util.List;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The one way in which authors are written. */
@Service
public class AuthorService {

  private final AuthorRepository authors;
  private final BookRepository books;
  private final ProfileRepository profiles;
  private final RecordKeys records;
  private final Stores stores;
  private final TaskManager tasks;

  AuthorService(
      AuthorRepository authors,
      BookRepository books,
      ProfileRepository profiles,
      RecordKeys records,
      Stores stores,
      TaskManager tasks) {
    this.authors = authors;
    this.books = books;
    this.profiles = profiles;
    this.records = records;
    this.stores = stores;
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
    recount(genreIds(saved));
    return saved;
  }

  /**
   * Deletes an author with the author's profile and books, and has the books of their genres
   * counted.
   *
   * @throws io.powercrud.conflict.ConflictException if another task holds one of those records
   */
  @Transactional
  public void delete(Author author) {
    List<Long> genreIds = genreIds(author);
    claim(records.dependents(author));
    profiles.deleteByAuthor(author);
    authors.delete(author);
    authors.flush();
    recount(genreIds);
  }

  /** Says at once who holds a book, rather than when the task that changes it lets its row go. */
  private void claim(Set<RecordKey> dependents) {
    if (TaskContext.isActive()) {
      TaskContext.registerDescendants(dependents);
    } else {
      stores.conflicts().requireFree(dependents);
    }
  }

  private void recount(List<Long> genreIds) {
    tasks
        .run(RECOUNT_EACH_GENRE, new GenreRecount.Genres(genreIds))
        .reserving(Genre.class, genreIds)
        .inlineOrLaunch();
  }

  /** The ids of the genres that the author wrote in; empty for one who was not saved yet. */
  List<Long> genreIds(Author author) {
    Long id = author.getId();
    return id == null ? List.of() : books.genreIdsOfAuthor(id);
  }
}
