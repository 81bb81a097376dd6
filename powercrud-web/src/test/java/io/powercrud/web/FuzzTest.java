package io.powercrud.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.powercrud.database.TestDatabase;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Requests that nobody would write: each is answered, none with a 5xx, and nothing changes without
 * a 2xx. Triggers of the database, which know nothing of the code under test, count every write.
 *
 * <p>{@code -Dpowercrud.fuzz.requests=100000} says how many, {@code -Dpowercrud.fuzz.seed=...}
 * repeats those of a run before, and {@code -Dpowercrud.fuzz.database=postgresql} or {@code
 * mariadb} sends them to an application on that.
 */
@Tag("G13")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FuzzTest {

  private static final int REQUESTS = Integer.getInteger("powercrud.fuzz.requests", 10_000);
  private static final TestDatabase DATABASE =
      TestDatabase.valueOf(
          System.getProperty("powercrud.fuzz.database", "h2").toUpperCase(Locale.ROOT));
  private static final long SEED = Long.getLong("powercrud.fuzz.seed", System.nanoTime());

  /** What only a request that was done may write; the queue and progress belong to the workers. */
  private static final List<String> WATCHED =
      List.of(
          "book", "book_genres", "book_tags", "genre", "country", "order_line", "powercrud_pause");

  private static final List<String> INSIDES =
      List.of("Exception", "\tat ", "java.", "org.hibernate", "SELECT ", "INSERT ", "SQLSTATE");

  private RunningApi api;
  private RawClient client;
  private Audit audit;

  @BeforeAll
  void start() {
    api = RunningApi.on(DATABASE);
    client = new RawClient(api.uri("/").getPort());
    audit = Audit.of(WATCHED, DATABASE, api.jdbc());
  }

  @AfterAll
  void stop() {
    api.close();
  }

  @Test
  void nothingIsAnsweredWithA5xxAndNothingChangesWithoutA2xx() throws IOException {
    System.out.printf(
        "The fuzz sends %,d requests; repeat them with -Dpowercrud.fuzz.seed=%d%n", REQUESTS, SEED);
    List<Long> books = api.books(30);
    FuzzRequests requests = new FuzzRequests(SEED, books);
    Map<Integer, Integer> statuses = new TreeMap<>();
    long audited = settled();
    long tasks = tasks();

    for (int i = 0; i < REQUESTS; i++) {
      RawClient.Request request = requests.next();
      RawClient.Response response = client.send(request);
      String what =
          "seed %d, request %d: %s%nwas answered %s".formatted(SEED, i, request, response);
      statuses.merge(response.status(), 1, Integer::sum);

      assertThat(response.status()).as(what).isBetween(200, 499);
      INSIDES.forEach(inside -> assertThat(response.body()).as(what).doesNotContain(inside));
      if (response.status() < 300 && request.mayWrite()) {
        long before = audited;
        audited = settled();
        tasks = tasks();
        if (response.body().contains("\"counts\"")) {
          long changed = Answer.MAPPER.readTree(response.body()).at("/counts/changed").longValue();
          assertThat(audited > before)
              .as("changed records, as the audit has it; " + what)
              .isEqualTo(changed > 0);
        }
      } else {
        assertThat(audit.changes()).as(what).isEqualTo(audited);
        assertThat(tasks()).as(what).isEqualTo(tasks);
      }
    }

    System.out.printf("The fuzz was answered %s%n", statuses);
    assertThat(statuses.keySet()).as("requests of all kinds").contains(200, 400, 404, 422);
    assertThat(api.jdbc().sql("SELECT COUNT(*) FROM powercrud_record").query(Long.class).single())
        .as("reservations that are left")
        .isZero();
  }

  /** How many writes there were when no task is open any more. */
  private long settled() {
    await()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(5))
        .until(
            () ->
                api.jdbc()
                        .sql("SELECT COUNT(*) FROM powercrud_task WHERE finished_at IS NULL")
                        .query(Long.class)
                        .single()
                    == 0);
    return audit.changes();
  }

  private long tasks() {
    return api.jdbc().sql("SELECT COUNT(*) FROM powercrud_task").query(Long.class).single();
  }
}
