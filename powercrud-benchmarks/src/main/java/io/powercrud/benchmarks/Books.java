package io.powercrud.benchmarks;

import io.powercrud.TaskKey;
import io.powercrud.bulk.BulkMode;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.bulk.BulkOutcome;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table that is changed. */
final class Books {

  private static final String FILL =
      """
      INSERT INTO book (id, version, title, pages, bestseller)
      SELECT i, 0, 'Book ' || i, 100 + i % 900, false FROM generate_series(1, ?) AS i
      """;

  private Books() {}

  /** Replaces what is there by so many books, none of them a bestseller. */
  static void fill(JdbcClient jdbc, int books) {
    jdbc.sql("TRUNCATE book").update();
    jdbc.sql(FILL).param(books).update();
    jdbc.sql("VACUUM ANALYZE book").update();
    jdbc.sql("CHECKPOINT").update();
  }

  /** Launches the update that is measured: every book becomes a bestseller. */
  static TaskKey launchUpdate(BulkOperations bulk) {
    BulkOutcome outcome =
        bulk.update(Book.class)
            .matching((book, query, builder) -> builder.isFalse(book.get("bestseller")))
            .set("bestseller", true)
            .mode(BulkMode.ASYNC)
            .submit();
    return ((BulkOutcome.Launched) outcome).task();
  }
}
