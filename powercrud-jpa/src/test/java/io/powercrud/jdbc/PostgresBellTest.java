package io.powercrud.jdbc;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflicts;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.Waiter;
import io.powercrud.conflict.Waits;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Attempt;
import io.powercrud.test.StoreContract;
import io.powercrud.test.StoresUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What PostgreSQL tells those who wait, without their looking. */
class PostgresBellTest extends StoreContract {

  /** Longer than any test may take: who is woken before was told. */
  private static final Duration FOR_EVER = Duration.ofMinutes(10);

  private final JdbcStoresUnderTest database = JdbcStoresUnderTest.opened(TestDatabase.POSTGRESQL);
  private final HikariDataSource control = database.address().openPool(4);
  private final JdbcClient outside = JdbcClient.create(database.address().unpooled());
  private final ExecutorService waiting = Executors.newCachedThreadPool();
  private TaskKey holder;
  private Waiter waiter;

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.over(
        database.application(), control, StoreSettings.DEFAULTS, database.clock());
  }

  @BeforeEach
  void hold() {
    holder = taskOf("ann");
    reserve(holder, books(1));
    Attempt attempt = begun(taskOf("bob"));
    waiter = Waiter.running(attempt.task(), attempt.root(), attempt.number());
    waits()
        .announce(
            waiter,
            Conflicts.of(conflicts().holders(books(1)).get(books(1).get(0))),
            START.plusSeconds(60));
  }

  @AfterEach
  void close() {
    waiting.shutdownNow();
    control.close();
  }

  private Waits waits() {
    return opened().stores().waits();
  }

  /** A bell that listens to the holder. */
  private Waits.Bell connected() throws InterruptedException {
    Waits.Bell bell = waits().bell();
    bell.listenTo(List.of(holder));
    await().until(bell::isConnected);
    bell.await(Duration.ofMillis(1));
    return bell;
  }

  private Future<?> awaited(Waits.Bell bell) {
    return waiting.submit(
        () -> {
          bell.await(FOR_EVER);
          return bell;
        });
  }

  private long listening() {
    return outside
        .sql(
            "SELECT COUNT(*) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND query LIKE 'LISTEN %'")
        .query(Long.class)
        .single();
  }

  @Test
  @DisplayName("G7: a release wakes who waits for it when it commits, and not before")
  void releaseRingsWhenItCommits() throws Exception {
    try (Waits.Bell bell = connected()) {
      Future<?> woken = awaited(bell);

      transactions()
          .separate(
              () -> {
                conflicts().release(holder);
                assertThat(woken).isNotDone();
                return holder;
              });

      assertThat(woken.get(20, SECONDS)).isNotNull();
    }
  }

  @Test
  @DisplayName("a release at the end of a chunk wakes who waits for it")
  void releaseOfAChunkRings() throws Exception {
    conflicts().reserveDescendants(holder, holder, books(2), ReservationScope.CHUNK);
    try (Waits.Bell bell = connected()) {
      Future<?> woken = awaited(bell);

      conflicts().releaseChunk(holder, holder);

      assertThat(woken.get(20, SECONDS)).isNotNull();
    }
  }

  @Test
  @DisplayName("who has to give way in a deadlock is woken")
  void victimIsWoken() throws Exception {
    try (Waits.Bell bell = connected()) {
      bell.listenTo(List.of(waiter.root()));
      Future<?> woken = awaited(bell);

      waits().wake(waiter.root());

      assertThat(woken.get(20, SECONDS)).isNotNull();
    }
  }

  @Test
  @DisplayName("a node listens on one connection, and on none when nobody waits")
  void listensOnOneConnectionWhileSomebodyWaits() throws Exception {
    try (Waits.Bell one = connected();
        Waits.Bell other = connected()) {
      assertThat(one.isConnected()).isTrue();
      assertThat(other.isConnected()).isTrue();
      assertThat(listening()).isEqualTo(1);
      assertThat(control.getHikariPoolMXBean().getActiveConnections()).isEqualTo(1);
    }

    await().untilAsserted(() -> assertThat(listening()).isZero());
    assertThat(control.getHikariPoolMXBean().getActiveConnections()).isZero();
  }

  @Test
  @DisplayName("a listening connection that is lost wakes all who wait, and is opened again")
  void lostConnectionIsOpenedAgain() throws Exception {
    try (Waits.Bell bell = connected()) {
      Future<?> looksByItself = awaited(bell);

      outside
          .sql(
              "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                  + " WHERE datname = current_database() AND query LIKE 'LISTEN %'")
          .query(Boolean.class)
          .list();

      assertThat(looksByItself.get(20, SECONDS)).isNotNull();
      await().until(bell::isConnected);
      bell.await(Duration.ofMillis(1));
      Future<?> woken = awaited(bell);
      conflicts().release(holder);
      assertThat(woken.get(20, SECONDS)).isNotNull();
    }
  }

  @Test
  @DisplayName("a release for which nobody waits tells nobody")
  void releaseForWhichNobodyWaitsIsSilent() throws Exception {
    waits().withdraw(waiter);
    try (Waits.Bell bell = connected()) {
      Future<?> woken = awaited(bell);
      conflicts().release(holder);
      TaskKey next = taskOf("carl");
      reserve(next, books(1));
      waits()
          .announce(
              waiter,
              Conflicts.of(conflicts().holders(books(1)).get(books(1).get(0))),
              START.plusSeconds(60));
      assertThat(woken).isNotDone();
      bell.listenTo(List.of(next));
      conflicts().release(next);
      assertThat(woken.get(20, SECONDS)).isNotNull();
    }
  }
}
