package io.powercrud.bulk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.powercrud.TaskKey;
import io.powercrud.conflict.BusyException;
import io.powercrud.database.TestDatabase;
import io.powercrud.resource.CrudResource;
import io.powercrud.task.Counts;
import io.powercrud.task.Delivery;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import io.powercrud.testmodel.Book;
import io.powercrud.testmodel.Genre;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** What a bulk task does again because of the locks of others, real ones in the database. */
abstract class BulkRetryContract {

  private static final int CHUNK = 4;

  /** As often as it takes, until the lock is gone. */
  private static final BulkSettings STUBBORN =
      BulkSettings.DEFAULTS.retries(1000, Duration.ofMillis(20));

  private static final BulkSettings ONCE = BulkSettings.DEFAULTS.retries(1, Duration.ofMillis(20));

  /** Whoever waits before a retry waits for the rest of the test. */
  private static final BulkSettings SLOW =
      BulkSettings.DEFAULTS.retries(1000, BulkSettings.LONGEST_RETRY_PAUSE);

  private final TestDatabase database;
  private Library library;
  private JdbcTemplate jdbc;
  private List<Book> books;

  BulkRetryContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    library = Library.on(database);
    jdbc = new JdbcTemplate(library.dataSource);
    books = library.saveBooks(3 * CHUNK);
  }

  @AfterEach
  void restoreTheSettingsOfSessions() {
    library.eachSessionBeginsWith(
        switch (database) {
          case H2 -> "SET LOCK_TIMEOUT 2000";
          case POSTGRESQL -> "RESET lock_timeout; RESET deadlock_timeout";
          case MARIADB ->
              "SET SESSION innodb_lock_wait_timeout = DEFAULT, innodb_snapshot_isolation = DEFAULT";
        });
  }

  @Test
  void aChunkThatWaitedTooLongForALockIsDoneAgainUntilTheLockIsGone() throws SQLException {
    Bulk bulk = library.offering(STUBBORN, BulkUpdateContract.books());

    Task task = runBesideALock(bulk, update(bulk));

    assertAllAreChangedOnce(bulk, task);
    assertThat(library.sumOfUpdates()).isEqualTo(books.size());
  }

  @Test
  void aTaskOfAllOrNothingIsDoneAgainAsAWhole() throws SQLException {
    Bulk bulk = library.offering(STUBBORN, BulkUpdateContract.books());

    Task task = runBesideALock(bulk, update(bulk).allOrNothing());

    assertAllAreChangedOnce(bulk, task);
    assertThat(library.sumOfUpdates()).isEqualTo(books.size());
  }

  @Test
  void aDeletionIsDoneAgain() throws SQLException {
    Bulk bulk = library.offering(STUBBORN, BulkUpdateContract.books());

    Task task = runBesideALock(bulk, bulk.delete(Book.class).all().chunkSize(CHUNK));

    assertAllAreChangedOnce(bulk, task);
    assertThat(library.books()).isEmpty();
  }

  @Test
  void aChunkThatIsTheVictimOfADeadlockIsDoneAgain() {
    List<Genre> genres =
        library.save(IntStream.range(0, 100).mapToObj(i -> new Genre("Genre " + i)).toList());
    if (database == TestDatabase.POSTGRESQL) {
      library.eachSessionBeginsWith("RESET lock_timeout; SET deadlock_timeout = '50ms'");
    }
    CountDownLatch chunkHasItsBooks = new CountDownLatch(1);
    CountDownLatch otherHasTheGenres = new CountDownLatch(1);
    Bulk bulk =
        library.offering(
            STUBBORN,
            savingSecondChunk(
                book -> {
                  if (chunkHasItsBooks.getCount() > 0) {
                    chunkHasItsBooks.countDown();
                    await().until(this::somebodyWaitsForALock);
                  }
                  jdbc.update(
                      "UPDATE genre SET book_count = 7 WHERE id = ?", genres.get(0).getId());
                }));
    CompletableFuture<Integer> other =
        Alongside.begin(
            () ->
                library.transaction.execute(
                    status -> {
                      jdbc.update("UPDATE genre SET book_count = 5");
                      otherHasTheGenres.countDown();
                      pass(chunkHasItsBooks);
                      return jdbc.update(
                          "UPDATE book SET pages = 9 WHERE id = ?",
                          books.get(2 * CHUNK - 1).getId());
                    }));
    pass(otherHasTheGenres);

    Task task = bulk.run(update(bulk));

    assertThat(other.join()).isEqualTo(1);
    assertAllAreChangedOnce(bulk, task);
    assertThat(library.sumOfUpdates()).isEqualTo(books.size());
    assertThat(library.count("b.pages = 9")).isEqualTo(1);
    assertThat(bulk.retries)
        .singleElement()
        .satisfies(cause -> isCalled(cause, 40001, "40P01", 1213));
  }

  @Test
  void aChunkThatCouldNotBeSerialisedIsDoneAgain() {
    Genre genre = library.save(List.of(new Genre("Novel"))).get(0);
    TransactionTemplate snapshot = new TransactionTemplate(library.transactionManager);
    snapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    if (database == TestDatabase.MARIADB) {
      library.eachSessionBeginsWith(
          "SET SESSION innodb_lock_wait_timeout = DEFAULT, innodb_snapshot_isolation = ON");
    }
    String count = "UPDATE genre SET book_count = book_count + 1 WHERE id = ?";
    AtomicBoolean changed = new AtomicBoolean();
    Bulk bulk =
        library.offering(
            STUBBORN,
            savingSecondChunk(
                book ->
                    snapshot.executeWithoutResult(
                        status -> {
                          jdbc.queryForList("SELECT book_count FROM genre");
                          if (!changed.getAndSet(true)) {
                            library.jdbc().update(count, genre.getId());
                          }
                          jdbc.update(count, genre.getId());
                        })));

    Task task = bulk.run(update(bulk));

    assertAllAreChangedOnce(bulk, task);
    assertThat(bulk.retries)
        .singleElement()
        .satisfies(cause -> isCalled(cause, 40001, "40001", 1020));
    assertThat(library.find(Genre.class, genre.getId()).getBookCount()).isEqualTo(2);
  }

  @Test
  void aChunkWhoseDescendantSomebodyReservesAtTheMomentIsDoneAgain() {
    AtomicBoolean busy = new AtomicBoolean(true);
    Bulk bulk =
        library.offering(
            STUBBORN,
            savingSecondChunk(
                book -> {
                  if (busy.getAndSet(false)) {
                    throw new BusyException("Another transaction is in the way.");
                  }
                }));

    Task task = bulk.run(update(bulk));

    assertAllAreChangedOnce(bulk, task);
    assertThat(bulk.retries).hasSize(1);
  }

  @Test
  void aRecordThatStaysLockedFailsAloneAndSaysHowOftenItWasTried() throws SQLException {
    Bulk bulk = library.offering(ONCE, BulkUpdateContract.books());
    lockTimeOutsAreShort();
    Task task;
    try (Connection other = library.dataSource.getConnection()) {
      lock(other, locked());
      task = bulk.run(update(bulk));
      other.rollback();
    }

    assertThat(task.status()).isEqualTo(TaskStatus.PARTIAL);
    assertThat(task.counts()).isEqualTo(new Counts(books.size() - 1, 0, 1, 0));
    assertThat(bulk.records(task, Outcome.FAILED))
        .singleElement()
        .satisfies(
            failed -> {
              assertThat(failed.record().id()).isEqualTo(locked().getId().toString());
              assertThat(failed.reason())
                  .startsWith("the database refused it: ")
                  .endsWith(" (tried 2 times)");
            });
    assertThat(bulk.retries).as("once the chunk, and once the record by itself").hasSize(2);
    assertThat(library.count("b.bestseller = true")).isEqualTo(books.size() - 1);
    assertThat(library.sumOfUpdates()).isEqualTo(books.size() - 1);
  }

  @Test
  void theLastRecordOfAChunkHasItsTriesByItselfToo() throws SQLException {
    Bulk bulk = library.offering(ONCE, BulkUpdateContract.books());
    lockTimeOutsAreShort();
    Task task;
    try (Connection other = library.dataSource.getConnection()) {
      lock(other, books.get(books.size() - 1));
      task = bulk.run(update(bulk).chunkSize(3));
      other.rollback();
    }

    assertThat(task.counts()).isEqualTo(new Counts(books.size() - 1, 0, 1, 0));
    assertThat(bulk.records(task, Outcome.FAILED))
        .singleElement()
        .satisfies(failed -> assertThat(failed.reason()).endsWith(" (tried 2 times)"));
    assertThat(bulk.retries).as("once the chunk, and once the record by itself").hasSize(2);
  }

  @Test
  void aTaskOfAllOrNothingChangesNothingIfTheLockStays() throws SQLException {
    Bulk bulk = library.offering(ONCE, BulkUpdateContract.books());
    lockTimeOutsAreShort();
    Task task;
    try (Connection other = library.dataSource.getConnection()) {
      lock(other, locked());
      task = bulk.run(update(bulk).allOrNothing());
      other.rollback();
    }

    assertThat(task.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(task.error())
        .startsWith("Nothing was changed: the database refused it: ")
        .endsWith(" (tried 2 times)");
    assertThat(task.counts()).isEqualTo(new Counts(0, 0, 0, books.size()));
    assertThat(bulk.records(task, Outcome.SKIPPED)).hasSize(books.size());
    assertThat(library.sumOfUpdates()).isZero();
  }

  @Test
  void whoWaitsBeforeARetryHoldsNoLockAndSeesACancelWithinASecond() throws SQLException {
    Bulk bulk = library.offering(SLOW, BulkUpdateContract.books());
    lockTimeOutsAreShort();
    TaskKey task = launch(update(bulk));
    try (Connection other = library.dataSource.getConnection()) {
      lock(other, locked());
      CompletableFuture<Delivery> run = Alongside.begin(() -> bulk.worker.run(task));
      await().until(() -> !bulk.retries.isEmpty());
      try (Connection third = library.dataSource.getConnection()) {
        lock(third, books.get(CHUNK));
        third.rollback();
      }

      bulk.manager.cancel(task);

      assertThat(run).succeedsWithin(Duration.ofSeconds(1)).isInstanceOf(Delivery.Ended.class);
      other.rollback();
    }
    Task cancelled = bulk.task(task);
    assertThat(cancelled.status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(cancelled.counts()).isEqualTo(new Counts(CHUNK, 0, 0, 0));
    assertThat(library.count("b.bestseller = true")).isEqualTo(CHUNK);
    assertThat(library.ports.stores().conflicts().count(task)).isZero();
  }

  @Test
  void whoLosesItsTaskBeforeARetryWritesNothingMore() throws SQLException {
    Bulk bulk = library.offering(SLOW, BulkUpdateContract.books());
    lockTimeOutsAreShort();
    TaskKey task = launch(update(bulk));
    CompletableFuture<Delivery> lost;
    try (Connection other = library.dataSource.getConnection()) {
      lock(other, locked());
      lost = Alongside.begin(() -> bulk.worker.run(task));
      await().until(() -> !bulk.retries.isEmpty());
      other.rollback();
    }

    assertThat(bulk.worker.run(task)).isInstanceOf(Delivery.Ended.class);

    assertThat(lost.join()).isInstanceOf(Delivery.Lost.class);
    assertThat(bulk.task(task).attempt()).isEqualTo(2);
    assertThat(bulk.task(task).counts()).isEqualTo(new Counts(books.size(), 0, 0, 0));
    assertThat(library.sumOfUpdates()).isEqualTo(books.size());
  }

  private BulkUpdate<Book> update(Bulk bulk) {
    return bulk.update(Book.class).all().set("bestseller", true).chunkSize(CHUNK);
  }

  private TaskKey launch(BulkRequest<?, ?> request) {
    BulkOutcome launched = request.mode(BulkMode.ASYNC).submit();
    library.engine.takeAll();
    return ((BulkOutcome.Launched) launched).task();
  }

  /** Does something beside the save of the first book of the second chunk. */
  private CrudResource<Book> savingSecondChunk(Consumer<Book> action) {
    return BulkUpdateContract.books()
        .saveWith(
            book -> {
              if (book.getTitle().equals(books.get(CHUNK).getTitle())) {
                action.accept(book);
              }
              return book;
            });
  }

  /** The one in the middle of the second chunk. */
  private Book locked() {
    return books.get(CHUNK + 1);
  }

  /** Runs it while somebody else has a row, who gives it back after the second retry. */
  private Task runBesideALock(Bulk bulk, BulkRequest<?, ?> request) throws SQLException {
    lockTimeOutsAreShort();
    TaskKey task = launch(request);
    try (Connection other = library.dataSource.getConnection()) {
      lock(other, locked());
      CompletableFuture<Delivery> run = Alongside.begin(() -> bulk.worker.run(task));
      await().until(() -> bulk.retries.size() > 1);
      other.rollback();
      assertThat(run.join()).isInstanceOf(Delivery.Ended.class);
    }
    assertThat(bulk.retries).allSatisfy(cause -> isCalled(cause, 50200, "55P03", 1205));
    return bulk.task(task);
  }

  private void assertAllAreChangedOnce(Bulk bulk, Task task) {
    assertThat(task.status()).as(task.error()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.counts()).isEqualTo(new Counts(books.size(), 0, 0, 0));
    assertThat(bulk.retries).isNotEmpty();
    assertThat(task.result()).contains("\"retries\":" + bulk.retries.size());
    List<String> changed = new ArrayList<>();
    bulk.outcomes.forEach(task, Outcome.CHANGED, outcome -> changed.add(outcome.record().id()));
    assertThat(changed)
        .containsExactlyElementsOf(books.stream().map(book -> book.getId().toString()).toList());
  }

  /** What each database says of this kind of fault, by its code or its state. */
  private void isCalled(Throwable cause, int h2, String postgres, int mariaDb) {
    SQLException said = FailureReason.find(SQLException.class, cause).orElseThrow();
    switch (database) {
      case H2 -> assertThat(said.getErrorCode()).isEqualTo(h2);
      case POSTGRESQL -> assertThat(said.getSQLState()).isEqualTo(postgres);
      case MARIADB -> assertThat(said.getErrorCode()).isEqualTo(mariaDb);
    }
  }

  private void lockTimeOutsAreShort() {
    library.eachSessionBeginsWith(
        switch (database) {
          case H2 -> "SET LOCK_TIMEOUT 100";
          case POSTGRESQL -> "SET lock_timeout = '100ms'";
          case MARIADB -> "SET SESSION innodb_lock_wait_timeout = 0";
        });
  }

  private boolean somebodyWaitsForALock() {
    Integer waiting =
        library
            .jdbc()
            .queryForObject(
                switch (database) {
                  case H2 ->
                      "SELECT COUNT(*) FROM INFORMATION_SCHEMA.SESSIONS WHERE BLOCKER_ID IS NOT NULL";
                  case POSTGRESQL ->
                      "SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'";
                  case MARIADB ->
                      "SELECT COUNT(*) FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'";
                },
                Integer.class);
    return waiting != null && waiting > 0;
  }

  private static void lock(Connection connection, Book book) throws SQLException {
    connection.setAutoCommit(false);
    try (PreparedStatement statement =
        connection.prepareStatement("SELECT id FROM book WHERE id = ? FOR UPDATE")) {
      statement.setLong(1, book.getId());
      assertThat(statement.executeQuery().next()).isTrue();
    }
  }

  private static void pass(CountDownLatch latch) {
    try {
      assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
