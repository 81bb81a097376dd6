package io.powercrud.sample.catalogue;

import io.powercrud.task.Launch;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskType;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The work that follows from every change of a book or an author: the books of its genres are
 * counted again.
 */
@Component
public class GenreRecount {

  /** The task that counts the books of some genres, one after the other. */
  public static final TaskType<Genres, TaskType.Nothing> RECOUNT_GENRES =
      TaskType.of("recount-genres", Genres.class);

  /** The task that has the books of each of some genres counted by a child. */
  public static final TaskType<Genres, TaskType.Nothing> RECOUNT_EACH_GENRE =
      TaskType.of("recount-each-genre", Genres.class);

  /** The child that counts the books of one genre. */
  public static final TaskType<OneGenre, TaskType.Nothing> RECOUNT_GENRE =
      TaskType.of("recount-genre", OneGenre.class);

  /**
   * Which genres are to be counted.
   *
   * @param ids their ids
   */
  public record Genres(List<Long> ids) {}

  /**
   * Which genre is to be counted.
   *
   * @param id its id
   */
  public record OneGenre(long id) {}

  private static final Logger log = LoggerFactory.getLogger(GenreRecount.class);

  private final GenreRepository genres;
  private final BookRepository books;
  private final TransactionOperations transactions;
  private final Duration delay;

  GenreRecount(
      GenreRepository genres,
      BookRepository books,
      TransactionOperations transactions,
      SampleSettings settings) {
    this.genres = genres;
    this.books = books;
    this.transactions = transactions;
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
        takeTime();
        count(genre);
      }
    }
  }

  /** Launches a child for each of these genres, which holds that genre alone. */
  void recountEach(TaskManager tasks, Genres recounted) {
    List<Launch<OneGenre, TaskType.Nothing>> children =
        recounted.ids().stream()
            .map(
                id ->
                    tasks.run(RECOUNT_GENRE, new OneGenre(id)).reserving(Genre.class, List.of(id)))
            .toList();
    tasks.launchAll(children);
  }

  /**
   * Counts the books of one genre. Its siblings may be at the same genre, so its row is locked
   * first.
   */
  void recount(OneGenre recounted) throws InterruptedException {
    TaskContext.progress("genre " + recounted.id());
    takeTime();
    transactions.executeWithoutResult(
        status -> genres.findAndLockById(recounted.id()).ifPresent(this::count));
  }

  private void count(Genre genre) {
    genre.recounted(books.countByGenre(genre.requiredId()));
    log.debug("{} has {} books", genre.getName(), genre.getNumberOfBooks());
  }

  /** As long as {@code --sample.child-delay} says, so that a person can watch the nested work. */
  private void takeTime() throws InterruptedException {
    if (!delay.isZero()) {
      Thread.sleep(delay.toMillis());
    }
  }
}
