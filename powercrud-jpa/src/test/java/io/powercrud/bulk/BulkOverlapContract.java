package io.powercrud.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Counts;
import io.powercrud.task.Delivery;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import io.powercrud.testmodel.Book;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Chunks that are begun before the one before them is committed. */
abstract class BulkOverlapContract {

  private static final int CHUNK = 20;

  /** So many that reading a chunk's rows by their ids is cheaper than reading all. */
  private static final int OTHERS = 500;

  private final TestDatabase database;
  private Library library;
  private List<Book> books;
  private Bulk bulk;

  BulkOverlapContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    library = Library.on(database);
    books = library.saveBooks(5 * CHUNK);
    library.saveBooks(OTHERS);
    bulk = library.offering(BulkUpdateContract.books());
  }

  @Test
  void theNextChunkIsBegunEarlyAndNeverCommitsFirst() throws SQLException {
    TaskKey task = launch();
    CompletableFuture<Delivery> run;
    try (Connection other = library.dataSource.getConnection()) {
      other.setAutoCommit(false);
      assertThat(lock(other, 1)).isTrue();

      run = Alongside.begin(() -> bulk.worker.run(task));
      await().until(() -> !isFree(CHUNK + 1));
      await("what waits for its turn lets its rows go").until(() -> isFree(CHUNK + 1));

      assertThat(library.count("b.bestseller = true")).isZero();
      other.rollback();
    }

    assertThat(run.join()).isInstanceOf(Delivery.Ended.class);
    assertAllAreChangedOnceInTheirOrder(task);
  }

  @Test
  void whatFailsIsFoundAndDoneAgainWithoutTheChunkBehindIt() {
    library
        .jdbc()
        .execute(
            "ALTER TABLE book ADD CONSTRAINT unlucky CHECK (title <> 'Book 00047' OR bestseller = false)");
    try {
      Task task = bulk.run(update());

      assertThat(task.status()).isEqualTo(TaskStatus.PARTIAL);
      assertThat(task.counts()).isEqualTo(new Counts(99, 0, 1, 0));
      assertThat(bulk.records(task, Outcome.FAILED))
          .extracting(failed -> failed.record().id())
          .containsExactly(books.get(46).getId().toString());
      assertThat(library.sumOfUpdates()).isEqualTo(99);
    } finally {
      library.jdbc().execute("ALTER TABLE book DROP CONSTRAINT unlucky");
    }
  }

  @Test
  @Tag("G4")
  @Tag("G8")
  void anAttemptThatWasTakenOverCommitsNoneOfTheChunksThatItHadBegun() throws SQLException {
    TaskKey task = launch();
    CompletableFuture<Delivery> lost;
    CompletableFuture<Delivery> successor;
    try (Connection other = library.dataSource.getConnection()) {
      other.setAutoCommit(false);
      assertThat(lock(other, CHUNK + 1)).isTrue();

      lost = Alongside.begin(() -> bulk.worker.run(task));
      await().until(() -> library.count("b.bestseller = true") == CHUNK);
      successor = Alongside.begin(() -> bulk.worker.run(task));
      await().until(() -> bulk.task(task).attempt() == 2);
      other.rollback();
    }

    assertThat(successor.join()).isInstanceOf(Delivery.Ended.class);
    assertThat(lost.join()).isInstanceOf(Delivery.Lost.class);
    assertAllAreChangedOnceInTheirOrder(task);
  }

  @Test
  void nobodyGoesOnForATaskThatIsCancelledWhileChunksAreOnTheirWay() throws SQLException {
    TaskKey task = launch();
    CompletableFuture<Delivery> run;
    try (Connection other = library.dataSource.getConnection()) {
      other.setAutoCommit(false);
      assertThat(lock(other, 1)).isTrue();

      run = Alongside.begin(() -> bulk.worker.run(task));
      await().until(() -> !isFree(CHUNK + 1));
      bulk.manager.cancel(task);
      await().pollDelay(Checkpoints.INTERVAL).until(() -> true);
      other.rollback();
    }

    assertThat(run.join()).isInstanceOf(Delivery.Ended.class);
    Task cancelled = bulk.task(task);
    assertThat(cancelled.status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(library.count("b.bestseller = true")).isEqualTo(cancelled.counts().changed());
    assertThat(cancelled.counts().changed()).isLessThanOrEqualTo(3 * CHUNK);
    assertThat(library.ports.stores().conflicts().count(task)).isZero();
  }

  private BulkRequest<?, ?> update() {
    return bulk.update(Book.class)
        .ids(books.stream().map(Book::getId).toList())
        .set("bestseller", true)
        .chunkSize(CHUNK);
  }

  private TaskKey launch() {
    BulkOutcome launched = update().mode(BulkMode.ASYNC).submit();
    library.engine.takeAll();
    return ((BulkOutcome.Launched) launched).task();
  }

  private void assertAllAreChangedOnceInTheirOrder(TaskKey key) {
    Task task = bulk.task(key);
    assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.counts()).isEqualTo(new Counts(books.size(), 0, 0, 0));
    assertThat(library.sumOfUpdates()).isEqualTo(books.size());
    List<String> changed = new ArrayList<>();
    bulk.outcomes.forEach(task, null, outcome -> changed.add(outcome.record().id()));
    assertThat(changed)
        .containsExactlyElementsOf(books.stream().map(book -> book.getId().toString()).toList());
  }

  /** Locks the row of the book with this number; says whether nobody else had. */
  private boolean lock(Connection connection, int number) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id FROM book WHERE id = ? FOR UPDATE SKIP LOCKED")) {
      statement.setLong(1, books.get(number - 1).getId());
      return statement.executeQuery().next();
    }
  }

  private boolean isFree(int number) throws SQLException {
    try (Connection connection = library.dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        return lock(connection, number);
      } finally {
        connection.rollback();
      }
    }
  }
}
