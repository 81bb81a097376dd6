package io.powercrud.sample.catalogue;

import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Fills the database before the application answers anybody: the catalogue once, and then further
 * editions up to the number that was asked for. What is there already stays as it is.
 */
@Component
class CatalogueLoader implements SmartInitializingSingleton {

  private static final Logger log = LoggerFactory.getLogger(CatalogueLoader.class);
  private static final int BATCH = 5000;
  private static final List<String> TABLES = List.of("genre", "author", "profile", "book");

  private final JdbcTemplate jdbc;
  private final TransactionOperations transaction;
  private final int wanted;

  /**
   * A loader of as many books as the settings say.
   *
   * @param tables has created the tables by the time it is injected
   */
  CatalogueLoader(
      JdbcTemplate jdbc,
      TransactionOperations transaction,
      SampleSettings settings,
      EntityManagerFactory tables) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.wanted = settings.books();
  }

  @Override
  public void afterSingletonsInstantiated() {
    CatalogueFiles files = CatalogueFiles.read();
    Boolean added =
        transaction.execute(
            status -> {
              boolean empty = idsByName("genre").isEmpty();
              if (empty) {
                insertGenres(files);
                insertAuthors(files);
                insertProfiles(files);
              }
              return insertMissingBooks(files.books()) || empty;
            });
    if (Boolean.TRUE.equals(added)) {
      TABLES.forEach(this::continueNumbering);
    }
    log.info("The catalogue has {} books", jdbc.queryForObject(COUNT_BOOKS, Long.class));
  }

  private static final String COUNT_BOOKS = "select count(*) from book";

  private static final String INSERT_AUTHOR =
      """
      insert into author (id, version, name, birth_year, bio) values (?, 0, ?, ?, ?)
      """;

  private void insertAuthors(CatalogueFiles files) {
    jdbc.batchUpdate(
        INSERT_AUTHOR,
        numbered(
            files.authors(),
            (id, author) -> new Object[] {id, author.name(), author.birthYear(), author.bio()}));
  }

  private static final String INSERT_GENRE =
      """
      insert into genre (id, version, name, number_of_books) values (?, 0, ?, 0)
      """;

  private void insertGenres(CatalogueFiles files) {
    List<String> names =
        files.books().stream().flatMap(book -> book.genres().stream()).distinct().sorted().toList();
    jdbc.batchUpdate(INSERT_GENRE, numbered(names, (id, name) -> new Object[] {id, name}));
  }

  private static final String INSERT_PROFILE =
      """
      insert into profile (id, version, author_id, nickname, status, favourite_genre_id)
      values (?, 0, ?, ?, ?, ?)
      """;

  private void insertProfiles(CatalogueFiles files) {
    Map<String, Long> authors = idsByName("author");
    Map<String, Long> genres = idsByName("genre");
    jdbc.batchUpdate(
        INSERT_PROFILE,
        numbered(
            files.profiles(),
            (id, profile) ->
                new Object[] {
                  id,
                  authors.get(profile.author()),
                  profile.nickname(),
                  profile.status(),
                  genres.get(profile.favouriteGenre())
                }));
  }

  private static final String LAST_ISBN = "select max(isbn) from book where isbn like '9795%'";

  private static final String RECOUNT_GENRES =
      """
      update genre set number_of_books =
        (select count(*) from book_genre where book_genre.genre_id = genre.id)
      """;

  private boolean insertMissingBooks(List<CatalogueFiles.Book> catalogue) {
    @Nullable String lastIsbn = jdbc.queryForObject(LAST_ISBN, String.class);
    int first = lastIsbn == null ? 0 : Edition.ofIsbn(lastIsbn).number(catalogue.size()) + 1;
    if (first >= wanted) {
      return false;
    }
    for (int from = first; from < wanted; from += BATCH) {
      insertBooks(catalogue, from, Math.min(from + BATCH, wanted));
    }
    jdbc.update(RECOUNT_GENRES);
    return true;
  }

  private static final String INSERT_BOOK =
      """
      insert into book
        (id, version, title, author_id, published, bestseller, isbn, pages, description)
      values (?, 0, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String INSERT_BOOK_GENRE =
      """
      insert into book_genre (book_id, genre_id) values (?, ?)
      """;

  private void insertBooks(List<CatalogueFiles.Book> catalogue, int from, int to) {
    Map<String, Long> authors = idsByName("author");
    Map<String, Long> genres = idsByName("genre");
    long id = lastId("book");
    List<Object[]> books = new ArrayList<>();
    List<Object[]> bookGenres = new ArrayList<>();
    for (int number = from; number < to; number++) {
      Edition edition = Edition.numbered(number, catalogue.size());
      CatalogueFiles.Book book = catalogue.get(edition.row());
      @Nullable Long author = authors.get(book.author());
      if (author != null) {
        id++;
        books.add(row(id, author, edition, book));
        for (String genre : book.genres()) {
          bookGenres.add(new Object[] {id, genres.get(genre)});
        }
      }
    }
    jdbc.batchUpdate(INSERT_BOOK, books);
    jdbc.batchUpdate(INSERT_BOOK_GENRE, bookGenres);
  }

  private static Object[] row(long id, long author, Edition edition, CatalogueFiles.Book book) {
    return new Object[] {
      id,
      edition.title(book.title()),
      author,
      book.published(),
      book.bestseller(),
      edition.isbn(),
      book.pages(),
      book.description()
    };
  }

  private Map<String, Long> idsByName(String table) {
    Map<String, Long> ids = new HashMap<>();
    jdbc.query(
        "select id, name from " + table,
        row -> {
          ids.put(row.getString("name"), row.getLong("id"));
        });
    return ids;
  }

  private long lastId(String table) {
    return Objects.requireNonNull(
        jdbc.queryForObject("select coalesce(max(id), 0) from " + table, Long.class));
  }

  private void continueNumbering(String table) {
    jdbc.execute("alter sequence %s_seq restart with %d".formatted(table, lastId(table) + 1));
  }

  private interface Row<T> {
    Object[] of(long id, T value);
  }

  private static <T> List<Object[]> numbered(List<T> values, Row<T> row) {
    List<Object[]> rows = new ArrayList<>();
    for (T value : values) {
      rows.add(row.of(rows.size() + 1L, value));
    }
    return rows;
  }
}
