package example.library;

import io.powercrud.task.TaskManager;
import java.util.List;
import org.springframework.transaction.annotation.Transactional;

/** The one write path of books, which launches tasks whose handler is this very service. */
public class BookService {

  private final BookRepository books;
  private final GenreRepository genres;
  private final TaskManager tasks;

  public BookService(BookRepository books, GenreRepository genres, TaskManager tasks) {
    this.books = books;
    this.genres = genres;
    this.tasks = tasks;
  }

  @Transactional
  public Book save(Book book) {
    Book saved = books.save(book);
    if (saved.getGenre() != null) {
      List<Long> genreIds = List.of(saved.getGenre().getId());
      tasks
          .run(Recount.RECOUNT_GENRES, new Recount(genreIds))
          .reserving(Genre.class, genreIds)
          .inlineOrLaunch();
    }
    return saved;
  }

  @Transactional
  public void recount(List<Long> genreIds) {
    for (Genre genre : genres.findAllById(genreIds)) {
      genre.setBooks(books.countByGenre(genre));
    }
  }
}
