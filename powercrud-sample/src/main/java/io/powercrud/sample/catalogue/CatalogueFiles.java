package io.powercrud.sample.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.springframework.core.io.ClassPathResource;

/**
 * The catalogue as it was written down: real books by real authors.
 *
 * @param authors the authors by name
 * @param profiles the profiles of some of them
 * @param books the books
 */
record CatalogueFiles(List<Author> authors, List<Profile> profiles, List<Book> books) {

  private static final CSVFormat WITH_HEADER =
      CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true).get();

  record Author(String name, int birthYear, String bio) {}

  record Profile(String nickname, String author, String status, String favouriteGenre) {}

  record Book(
      String title,
      String author,
      int published,
      List<String> genres,
      int pages,
      boolean bestseller,
      String description) {}

  static CatalogueFiles read() {
    return new CatalogueFiles(
        rows("authors").stream().map(CatalogueFiles::author).toList(),
        rows("profiles").stream().map(CatalogueFiles::profile).toList(),
        rows("books").stream().map(CatalogueFiles::book).toList());
  }

  private static Author author(CSVRecord row) {
    return new Author(row.get("name"), Integer.parseInt(row.get("birthYear")), row.get("bio"));
  }

  private static Profile profile(CSVRecord row) {
    return new Profile(
        row.get("nickname"), row.get("author"), row.get("status"), row.get("favouriteGenre"));
  }

  private static Book book(CSVRecord row) {
    return new Book(
        row.get("title"),
        row.get("author"),
        Integer.parseInt(row.get("published")),
        List.of(row.get("genres").split("\\|", -1)),
        Integer.parseInt(row.get("pages")),
        Boolean.parseBoolean(row.get("bestseller")),
        row.get("description"));
  }

  private static List<CSVRecord> rows(String file) {
    ClassPathResource resource = new ClassPathResource("catalogue/" + file + ".csv");
    try (CSVParser parser =
        WITH_HEADER.parse(new InputStreamReader(resource.getInputStream(), UTF_8))) {
      return parser.getRecords();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
