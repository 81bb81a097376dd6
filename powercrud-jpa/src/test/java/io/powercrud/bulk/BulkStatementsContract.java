package io.powercrud.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.database.TestDatabase;
import io.powercrud.task.Counts;
import io.powercrud.task.Task;
import io.powercrud.testmodel.Author;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Genre;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How many statements a chunk costs. */
abstract class BulkStatementsContract {

  private final TestDatabase database;
  private Library library;

  BulkStatementsContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    library = Library.on(database);
  }

  @Test
  void aChunkOfFiveHundredCostsAConstantNumberOfStatements() {
    List<Author> authors = library.save(List.of(new Author("Jane"), new Author("Ada")));
    Genre genre = library.save(List.of(new Genre("Novel"))).get(0);
    library.saveBooks(
        1000,
        book -> {
          book.setAuthor(authors.get(0));
          book.getTags().add("old");
        });
    Bulk bulk = library.offering(BulkUpdateContract.books());
    long one = statementsOf(bulk, 500, authors.get(1), genre);
    long two =
        statementsOf(bulk, 1000, authors.get(0), library.save(List.of(new Genre("Ode"))).get(0));

    long chunk = two - one;
    assertThat(chunk).as("%s", library.statements.all()).isLessThanOrEqualTo(24);
  }

  private long statementsOf(Bulk bulk, int records, Author author, Genre genre) {
    List<Long> ids = library.books().stream().limit(records).map(Book::getId).toList();
    BulkOutcome launched =
        bulk.update(Book.class)
            .ids(ids)
            .set("author", author)
            .add("genres", List.of(genre))
            .mode(BulkMode.ASYNC)
            .submit();
    library.statements.clear();

    Task task = bulk.runLaunched(launched);

    assertThat(task.counts()).isEqualTo(new Counts(records, 0, 0, 0));
    return library.statements.all().size();
  }
}
