package io.powercrud.benchmarks;

import io.powercrud.TaskKey;
import io.powercrud.bulk.BulkMode;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.bulk.BulkOutcome;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The tables that are changed. */
final class Books {

  static final int GENRES = 40;
  private static final int AUTHORS = 380;

  private static final List<String> CREATE =
      List.of(
          "CREATE TABLE author (id bigint PRIMARY KEY, name varchar(200) NOT NULL)",
          """
          CREATE TABLE genre (
            id bigint PRIMARY KEY, version integer NOT NULL, changes bigint NOT NULL)
          """,
          """
          CREATE TABLE book (
            id bigint PRIMARY KEY,
            version integer NOT NULL,
            title varchar(255) NOT NULL,
            author_id bigint NOT NULL REFERENCES author,
            published integer,
            bestseller boolean NOT NULL,
            isbn varchar(13),
            pages integer,
            description varchar(2000))
          """,
          "CREATE INDEX book_author ON book (author_id)",
          "CREATE INDEX book_isbn ON book (isbn)",
          """
          CREATE TABLE book_genre (
            book_id bigint NOT NULL, genre_id bigint NOT NULL, PRIMARY KEY (book_id, genre_id))
          """,
          "INSERT INTO author SELECT i, 'Author ' || i FROM generate_series(1, %d) AS i"
              .formatted(AUTHORS),
          "INSERT INTO genre SELECT i, 0, 0 FROM generate_series(1, %d) AS i".formatted(GENRES));

  private static final String FILL =
      """
      INSERT INTO book
      SELECT i, 0, 'Book ' || i, 1 + i %% %d, 1800 + i %% 220, false,
        n || (10 - (38 + 3 * (d1 + d3 + d5 + d7 + d9) + d2 + d4 + d6 + d8) %% 10) %% 10,
        100 + i %% 900, repeat(md5(i::text), 6)
      FROM generate_series(1, ?) AS i,
        LATERAL (SELECT '978' || lpad(i::text, 9, '0') AS n) AS number,
        LATERAL (SELECT substr(n, 4, 1)::int AS d1, substr(n, 5, 1)::int AS d2,
          substr(n, 6, 1)::int AS d3, substr(n, 7, 1)::int AS d4, substr(n, 8, 1)::int AS d5,
          substr(n, 9, 1)::int AS d6, substr(n, 10, 1)::int AS d7, substr(n, 11, 1)::int AS d8,
          substr(n, 12, 1)::int AS d9) AS digits
      """
          .formatted(AUTHORS);

  private static final String SHELVE =
      """
      INSERT INTO book_genre
      SELECT id, genre FROM book, unnest(ARRAY[1 + id %% %1$d, 1 + (id + 7) %% %1$d]) AS genre
      """
          .formatted(GENRES);

  private Books() {}

  static void create(JdbcClient jdbc) {
    CREATE.forEach(statement -> jdbc.sql(statement).update());
  }

  /** Replaces what is there by so many books, none of them a bestseller. */
  static void fill(JdbcClient jdbc, int books) {
    jdbc.sql("TRUNCATE book, book_genre").update();
    jdbc.sql(FILL).param(books).update();
    jdbc.sql("VACUUM ANALYZE book").update();
    jdbc.sql("CHECKPOINT").update();
  }

  /** Gives each book two genres. */
  static void shelve(JdbcClient jdbc) {
    jdbc.sql(SHELVE).update();
  }

  /** Launches the update that is measured: every book becomes a bestseller. */
  static TaskKey launchUpdate(BulkOperations bulk) {
    return launchUpdate(bulk, Book.class, 1, Long.MAX_VALUE);
  }

  /** Launches an update of the books from one id to another. */
  static TaskKey launchUpdate(
      BulkOperations bulk, Class<? extends BookRow> entity, long first, long last) {
    BulkOutcome outcome =
        bulk.update(entity)
            .matching(
                (book, query, builder) ->
                    builder.and(
                        builder.isFalse(book.get("bestseller")),
                        builder.between(book.get("id"), first, last)))
            .set("bestseller", true)
            .mode(BulkMode.ASYNC)
            .submit();
    return ((BulkOutcome.Launched) outcome).task();
  }
}
