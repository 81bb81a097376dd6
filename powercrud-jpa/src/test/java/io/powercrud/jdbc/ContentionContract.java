package io.powercrud.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.powercrud.TaskKey;
import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.conflict.ReserveResult.Busy;
import io.powercrud.conflict.ReserveResult.Refused;
import io.powercrud.conflict.ReserveResult.Reserved;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Attempt;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.Task;
import io.powercrud.test.NewTasks;
import io.powercrud.test.StoreContract;
import io.powercrud.test.StoresUnderTest;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What the stores do while other transactions of the same database are not over. */
abstract class ContentionContract extends StoreContract {

  private static final Duration SECOND = Duration.ofSeconds(1);

  private final JdbcStoresUnderTest database;
  final ExecutorService others = Executors.newCachedThreadPool();

  ContentionContract(TestDatabase database) {
    this.database = JdbcStoresUnderTest.opened(database);
  }

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.over(
        database.application(),
        database.control(),
        StoreSettings.DEFAULTS.lockTimeout(SECOND).lease(SECOND),
        database.clock());
  }

  @AfterEach
  void stopOthers() {
    others.shutdownNow();
  }

  @Test
  @DisplayName("G2: while another launch is not committed the answer is busy, and soon")
  void answerIsBusyWhileAnotherLaunchIsNotCommitted() {
    TaskKey ann = taskOf("ann");
    TaskKey bob = taskOf("bob");

    ReserveResult result =
        transactions()
            .separate(
                () -> {
                  reserve(ann, books(1, 2));
                  return elsewhere(() -> reserve(bob, books(2, 3)));
                });

    assertThat(result).isInstanceOf(Busy.class);
    assertThat(((Busy) result).reason()).contains("not ended within 1000 ms");
    assertThat(conflicts().count(ann)).isEqualTo(2);
    assertThat(conflicts().count(bob)).isZero();
  }

  @Test
  @DisplayName("G2: a busy answer leaves the caller's transaction as it was")
  void callersTransactionGoesOnAfterABusyAnswer() {
    NewTasks bob = NewTasks.task();

    transactions()
        .separate(
            () -> {
              reserve(taskOf("ann"), books(1));
              return elsewhere(
                  () ->
                      transactions()
                          .separate(
                              () -> {
                                written(bob);
                                assertThat(reserve(bob.key(), books(0, 1)))
                                    .isInstanceOf(Busy.class);
                                return reserve(bob.key(), books(2));
                              }));
            });

    assertThat(tasks().find(bob.key())).isPresent();
    assertThat(conflicts().count(bob.key())).isEqualTo(1);
  }

  @Test
  @DisplayName("G2: a reservation that waits gets its records when the other is rolled back")
  void waitingReservationGetsWhatIsRolledBack() throws Exception {
    TaskKey bob = taskOf("bob");
    CyclicBarrier reserved = new CyclicBarrier(2);
    Future<?> ann =
        others.submit(
            () ->
                transactions()
                    .separate(
                        () -> {
                          reserve(TaskKey.unique(), books(1));
                          pass(reserved);
                          throw new IllegalStateException("rolled back");
                        }));
    pass(reserved);

    assertThat(reserve(bob, books(1))).isEqualTo(new Reserved(1, 0));
    assertThatThrownBy(() -> ann.get(10, TimeUnit.SECONDS)).hasMessageContaining("rolled back");
  }

  @Test
  @DisplayName("G2: transactions that reserve crosswise end, and no record has two holders")
  void crosswiseTransactionsEnd() throws Exception {
    TaskKey ann = taskOf("ann");
    TaskKey bob = taskOf("bob");
    CyclicBarrier first = new CyclicBarrier(2);

    Future<Optional<ReserveResult>> anns = others.submit(() -> crosswise(ann, first, "1", "2"));
    Future<Optional<ReserveResult>> bobs = others.submit(() -> crosswise(bob, first, "2", "1"));

    List<Optional<ReserveResult>> results =
        List.of(anns.get(30, TimeUnit.SECONDS), bobs.get(30, TimeUnit.SECONDS));
    assertThat(results)
        .filteredOn(result -> result.filter(Reserved.class::isInstance).isPresent())
        .hasSizeLessThan(2);
    assertThat(conflicts().count(ann) + conflicts().count(bob))
        .isEqualTo(conflicts().holders(books("1", "2")).size());
  }

  /** What became of the second reservation; empty where the whole transaction was rolled back. */
  private Optional<ReserveResult> crosswise(
      TaskKey task, CyclicBarrier both, String one, String other) {
    try {
      return Optional.of(
          transactions()
              .separate(
                  () -> {
                    reserve(task, books(one));
                    pass(both);
                    return reserve(task, books(other));
                  }));
    } catch (BusyException e) {
      return Optional.empty();
    }
  }

  @Test
  @DisplayName("G2, L11: a conflict is named though the caller's snapshot is older than it")
  void conflictIsNamedThoughTheSnapshotIsOlder() {
    TaskKey ann = taskOf("ann");
    TaskKey bob = taskOf("bob");

    ReserveResult result =
        inASnapshot(
            () -> {
              elsewhere(() -> reserve(ann, books(2)));
              return reserve(bob, books(1, 2, 3));
            });

    assertThat(((Refused) result).conflicts().first())
        .extracting(Conflict::holder, Conflict::user)
        .containsExactly(tuple(ann, "ann"));
  }

  @Test
  @DisplayName("G2: what is held is skipped though the caller's snapshot is older than that")
  void heldRecordIsSkippedThoughTheSnapshotIsOlder() {
    TaskKey bob = taskOf("bob");

    ReserveResult result =
        inASnapshot(
            () -> {
              elsewhere(() -> reserve(taskOf("ann"), books(2)));
              return conflicts().reserveTargets(bob, bob, books(1, 2, 3), OnConflict.SKIP);
            });

    assertThat(result).isEqualTo(new Reserved(2, 1));
  }

  @Test
  @DisplayName("the same request is recognised though the caller's snapshot is older than it")
  void sameRequestIsRecognisedThoughTheSnapshotIsOlder() {
    String request = unique("request");
    NewTasks first = NewTasks.task().request(request, "hash");

    Optional<Task> earlier =
        inASnapshot(
            () -> {
              elsewhere(() -> written(first));
              return tasks().create(NewTasks.task().request(request, "hash").build());
            });

    assertThat(earlier.map(Task::key)).contains(first.key());
  }

  @Test
  @DisplayName("a request that is repeated before it is committed is busy, and its task afterwards")
  void repeatedRequestIsBusyUntilTheFirstIsCommitted() {
    String request = unique("request");
    AtomicReference<Throwable> meanwhile = new AtomicReference<>();

    TaskKey first =
        transactions()
            .separate(
                () -> {
                  TaskKey key = written(NewTasks.task().request(request, "hash"));
                  meanwhile.set(
                      catchThrowable(
                          () ->
                              elsewhere(() -> written(NewTasks.task().request(request, "hash")))));
                  return key;
                });

    assertThat(meanwhile.get()).hasRootCauseInstanceOf(BusyException.class);
    assertThat(tasks().create(NewTasks.task().request(request, "hash").build()).map(Task::key))
        .contains(first);
  }

  @Test
  @DisplayName("G4: a newer attempt doesn't begin before the transaction ends that proved an older")
  void newerAttemptWaitsForAProof() throws Exception {
    TaskKey task = taskOf("ann");
    Attempt attempt = begun(task);

    Future<Attempt> newer =
        transactions()
            .separate(
                () -> {
                  tasks().prove(attempt);
                  Future<Attempt> next = others.submit(() -> begun(task));
                  assertThatThrownBy(() -> next.get(300, TimeUnit.MILLISECONDS))
                      .isInstanceOf(TimeoutException.class);
                  return next;
                });

    assertThat(newer.get(10, TimeUnit.SECONDS).number()).isEqualTo(2);
  }

  @Test
  @DisplayName("G4: what is written just before the commit is fenced too")
  void proofComesLast() {
    TaskKey task = taskOf("ann");
    Attempt attempt = begun(task);

    assertThatThrownBy(
            () ->
                transactions()
                    .fenced(
                        attempt,
                        () -> {
                          beforeCommit(
                              () -> opened().immediate().tasks().beginAttempt(task, START));
                          return reserve(task, books(1));
                        }))
        .isInstanceOf(LostTaskException.class);

    assertThat(conflicts().count(task)).isZero();
  }

  private static void beforeCommit(Runnable action) {
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void beforeCommit(boolean readOnly) {
            action.run();
          }
        });
  }

  @Test
  @DisplayName("limits of a session are put back when the work that needed them is done")
  void limitsArePutBack() {
    Attempt attempt = begun(taskOf("ann"));
    List<Object> before = limits();

    transactions()
        .separate(
            () -> {
              reserve(attempt.task(), books(1));
              assertThat(limits()).isEqualTo(before);
              return 1;
            });
    transactions().fenced(attempt, () -> reserve(attempt.task(), books(2)));

    transactions()
        .separate(
            () -> {
              assertThat(limits()).isEqualTo(before);
              return 1;
            });
  }

  private List<Object> limits() {
    Dialect dialect = DatabaseKind.of(database.application()).dialect();
    JdbcTemplate jdbc = new JdbcTemplate(database.application());
    return Stream.concat(Stream.of(dialect.lockTimeout()), dialect.idleLimit().stream())
        .map(limit -> jdbc.queryForObject(limit.read(), Object.class))
        .toList();
  }

  @Test
  @DisplayName("times are kept in UTC, whatever the zones of the session and the JVM are")
  void timesAreKeptInUtc() {
    TaskKey task = taskOf("ann");
    reserve(task, books(1));

    LocalDateTime kept =
        new JdbcTemplate(database.application())
            .queryForObject(
                "SELECT reserved_at FROM powercrud_record WHERE root_key = ?",
                LocalDateTime.class,
                task.value());

    assertThat(kept).isEqualTo(LocalDateTime.ofInstant(START, ZoneOffset.UTC));
  }

  /** Does the work in a transaction of the caller's whose snapshot has been taken before it. */
  private <T> T inASnapshot(Supplier<T> work) {
    TransactionTemplate template =
        new TransactionTemplate(new JdbcTransactionManager(database.application()));
    template.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    return template.execute(
        status -> {
          assertThat(conflicts().holders(books(1, 2, 3))).isEmpty();
          return work.get();
        });
  }

  /** Does the work in another thread, and so in another transaction. */
  final <T> T elsewhere(Callable<T> work) {
    try {
      return others.submit(work).get(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static void pass(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
