package io.powercrud.benchmarks;

import io.powercrud.TaskKey;
import io.powercrud.benchmarks.Comparison.Side;
import io.powercrud.bulk.BulkOperations;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Two tasks at once on disjoint books that share every genre, beside one of them alone: each save
 * changes the genres of its book too.
 */
final class SharedGenresBenchmark {

  static final int BOOKS = 5_000;

  private final BulkOperations bulk;
  private final EndedTasks ended;
  private final JdbcClient jdbc;

  SharedGenresBenchmark(BulkOperations bulk, EndedTasks ended, JdbcClient jdbc) {
    this.bulk = bulk;
    this.ended = ended;
    this.jdbc = jdbc;
  }

  Comparison comparison() {
    return new Comparison(
        "Two updates of %,d books each that share every genre".formatted(BOOKS),
        new Side("two at once", this::putBack, this::two),
        new Side("one", this::putBack, this::one));
  }

  private void putBack() {
    Books.fill(jdbc, 2 * BOOKS);
    Books.shelve(jdbc);
    jdbc.sql("UPDATE genre SET changes = 0").update();
  }

  private void two() {
    TaskKey first = Books.launchUpdate(bulk, ShelvedBook.class, 1, BOOKS);
    TaskKey second = Books.launchUpdate(bulk, ShelvedBook.class, BOOKS + 1, 2L * BOOKS);
    ended.awaitSuccess(first);
    ended.awaitSuccess(second);
    requireCounted(2 * BOOKS);
  }

  private void one() {
    ended.awaitSuccess(Books.launchUpdate(bulk, ShelvedBook.class, 1, BOOKS));
    requireCounted(BOOKS);
  }

  private void requireCounted(int books) {
    long changes = jdbc.sql("SELECT sum(changes) FROM genre").query(Long.class).single();
    if (changes != 2L * books) {
      throw new IllegalStateException(
          "%,d changes were counted, and there were %,d".formatted(changes, 2 * books));
    }
  }
}
