package io.powercrud.sample.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CatalogueDataTest {

  private static final Path CATALOGUE = Path.of("src", "main", "resources", "catalogue");
  private static final CSVFormat WITH_HEADER =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  private final List<CSVRecord> books = rows("books.csv");
  private final List<CSVRecord> authors = rows("authors.csv");
  private final List<CSVRecord> profiles = rows("profiles.csv");
  private final Map<String, Long> booksPerGenre =
      books.stream()
          .flatMap(CatalogueDataTest::genres)
          .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

  @Test
  @DisplayName("The catalogue holds at least 300 books by 120 authors in 25 genres")
  void isLargeEnough() {
    assertThat(books).hasSizeGreaterThanOrEqualTo(300);
    assertThat(authors).hasSizeGreaterThanOrEqualTo(120);
    assertThat(booksPerGenre).hasSizeGreaterThanOrEqualTo(25);
  }

  @Test
  @DisplayName("Every row fills every column of its header")
  void rowsAreComplete() {
    assertThat(Stream.of(books, authors, profiles).flatMap(List::stream))
        .allMatch(CSVRecord::isConsistent)
        .allSatisfy(row -> assertThat(row.stream()).noneMatch(String::isBlank));
  }

  @Test
  @DisplayName("A book has one to three different genres, and every genre at least four books")
  void genresAreShared() {
    assertThat(books)
        .allSatisfy(book -> assertThat(genres(book)).hasSizeBetween(1, 3).doesNotHaveDuplicates());
    assertThat(booksPerGenre.values()).allMatch(count -> count >= 4);
  }

  @Test
  @DisplayName("Every book has a listed author and every listed author a book")
  void authorsAndBooksMatch() {
    assertThat(column(authors, "name"))
        .doesNotHaveDuplicates()
        .hasSameElementsAs(column(books, "author"));
  }

  @Test
  @DisplayName("No author has two books with the same title")
  void titlesAreUniquePerAuthor() {
    assertThat(books)
        .extracting(book -> book.get("author") + ": " + book.get("title"))
        .doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("No book was published before its author was born")
  void authorsComeFirst() {
    Map<String, Integer> birthYears =
        authors.stream()
            .collect(
                Collectors.toMap(
                    author -> author.get("name"),
                    author -> Integer.valueOf(author.get("birthYear"))));

    assertThat(books)
        .allSatisfy(
            book ->
                assertThat(Integer.valueOf(book.get("published")))
                    .isGreaterThan(birthYears.get(book.get("author"))));
  }

  @Test
  @DisplayName("Every ISBN is unique and ends in its check digit")
  void isbnsAreValid() {
    assertThat(column(books, "isbn"))
        .doesNotHaveDuplicates()
        .allSatisfy(isbn -> assertThat(isbn).matches("97[89]\\d{10}"))
        .allSatisfy(isbn -> assertThat(weightedSum(isbn) % 10).isZero());
  }

  @Test
  @DisplayName("A profile belongs to one author, and its favourite genre is in the catalogue")
  void profilesFit() {
    assertThat(column(profiles, "nickname")).doesNotHaveDuplicates();
    assertThat(column(profiles, "author"))
        .doesNotHaveDuplicates()
        .isSubsetOf(column(authors, "name"));
    assertThat(column(profiles, "favouriteGenre")).isSubsetOf(booksPerGenre.keySet());
  }

  private static List<CSVRecord> rows(String file) {
    try (CSVParser parser =
        WITH_HEADER.parse(Files.newBufferedReader(CATALOGUE.resolve(file), UTF_8))) {
      return parser.getRecords();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> column(List<CSVRecord> rows, String name) {
    return rows.stream().map(row -> row.get(name)).toList();
  }

  private static Stream<String> genres(CSVRecord book) {
    return Stream.of(book.get("genres").split("\\|", -1));
  }

  private static int weightedSum(String isbn) {
    return IntStream.range(0, isbn.length())
        .map(i -> Character.digit(isbn.charAt(i), 10) * (i % 2 == 0 ? 1 : 3))
        .sum();
  }
}
