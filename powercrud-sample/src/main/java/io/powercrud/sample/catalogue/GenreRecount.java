package io.powercrud.sample.catalogue;

import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskType;
import java.time.Duration;
import java.util.List;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The work that follows from every change of a book: its genres' books are counted again. */
@Component
public class GenreRecount {

  /** The task that counts the books of some genres. */
  public static final TaskType<Genres, TaskType.Nothing> RECOUNT_GENRES =
      TaskType.of("recount-genres", Genres.class);

  /**
   * Which genres are to be counted.
   *
   * @param ids their ids
   */
  public record Genres(List<Long> ids) {}

  private final GenreRepository genres;
  private final BookRepository books;
  private final Duration delay;

  GenreRecount(GenreRepository genres, BookRepository books, SampleSettings settings) {
    this.genres = genres;
    this.books = books;
    this.delay = settings.childDelay();
  }

  /** Counts the books of these genres one after the other, and says which it is at. */
  @Transactional
  public void recount(Genres recounted) throws InterruptedException {
    int done = 0;
    for (Long id : recounted.ids()) {
      Genre genre = genres.findById(id).orElse(null);
      if (genre != null) {
        TaskContext.progress(
            "genre %d of %d: %s".formatted(++done, recounted.ids().size(), genre.getName()));
        if (!delay.isZero()) {
          // --sample.child-delay, so that a person can watch the nested work
          Thread.sleep(delay.toMillis());
        }
        genre.recounted(books.countByGenre(id));
      }
    }
  }
}
