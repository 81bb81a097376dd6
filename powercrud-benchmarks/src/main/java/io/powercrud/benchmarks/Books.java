package io.powercrud.benchmarks;

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
}
