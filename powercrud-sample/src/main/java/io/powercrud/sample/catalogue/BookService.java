package io.powercrud.sample.catalogue;

import static io.powercrud.sample.catalogue.GenreRecount.RECOUNT_GENRES;

import io.powercrud.task.TaskManager;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The one way in which books are written. */
@Service
public class BookService {

  private final BookRepository books;
  private final TaskManager tasks;

  BookService(BookRepository books, TaskManager tasks) {
    this.books = books;
    this.tasks = tasks;
  }

  /**
   * Saves a book and has the books of its genres counted: within the task that saves it, or in a
   * task of its own.
   *
   * @throws io.powercrud.conflict.ConflictException if another task holds one of its genres
   */
  @Transactional
  public Book save(Book book) {
    Book saved = books.save(book);
    recount(saved.genreIds());
    return saved;
  }

  /**
   * Deletes a book and has the books of its genres counted, as {@link #save} does.
   *
   * @throws io.powercrud.conflict.ConflictException if another task holds one of its genres
   */
  @Transactional
  public void delete(Book book) {
    List<Long> genreIds = book.genreIds();
    books.delete(book);
    recount(genreIds);
  }

  private void recount(List<Long> genreIds) {
    tasks
        .run(RECOUNT_GENRES, new GenreRecount.Genres(genreIds))
        .reserving(Genre.class, genreIds)
        .inlineOrLaunch();
  }
}
