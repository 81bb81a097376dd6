package io.powercrud.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.powercrud.database.DatabaseAddress;
import io.powercrud.database.TestDatabase;
import io.powercrud.jdbc.SchemaInitialization;
import io.powercrud.jdbc.SchemaInitializer;
import io.powercrud.jdbc.TablePrefix;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * Two releases of an application in processes of their own, on one database: PostgreSQL, or by
 * {@code -Dpowercrud.upgrade.database=mariadb} MariaDB.
 */
@Tag("E7")
class RollingUpgradeTest {

  private static final TestDatabase DATABASE =
      TestDatabase.valueOf(
          System.getProperty("powercrud.upgrade.database", "postgresql").toUpperCase(Locale.ROOT));
  private static final int SIGTERM = 128 + 15;
  private static final Duration IN_ORDER = Duration.ofSeconds(30);

  private final DatabaseAddress address;
  private final JdbcClient jdbc;

  RollingUpgradeTest() {
    address = DATABASE.fresh();
    DataSource outside = address.unpooled();
    jdbc = JdbcClient.create(outside);
    new SchemaInitializer(outside, TablePrefix.DEFAULT).initialize(SchemaInitialization.ALWAYS);
    jdbc.sql(
            "CREATE TABLE shop_shelf"
                + " (id BIGINT PRIMARY KEY, version BIGINT NOT NULL, is_open BOOLEAN NOT NULL)")
        .update();
    jdbc.sql(
            "CREATE TABLE shop_work"
                + " (shelf BIGINT, kind VARCHAR(40), in_release INT, attempt INT, what VARCHAR(10))")
        .update();
  }

  @Test
  void eachTaskRunsWhereItIsKnownAndWaitsWithoutAnAttemptWhereItIsNot() throws Exception {
    try (ReleaseProcess first = ReleaseProcess.start(1, address);
        ReleaseProcess second = ReleaseProcess.start(2, address)) {
      assertThat(first.health().get("status").asString()).isEqualTo("UP");

      String longOne = isKeptBusy(second, 1);
      String newVersion = launch(second, "restock", 2, true);
      String newType = launch(second, "stocktake", 3, true);
      eventually().until(() -> wasLeftToOthers(newVersion, newType));
      saysWhatWaits(first);
      assertThat(unknownTo(second)).isEmpty();
      assertThat(List.of(status(newVersion), status(newType))).containsOnly("PENDING");
      assertThat(List.of(attempts(newVersion), attempts(newType))).containsOnly(0);

      succeeds(launch(second, "restock-uncounted", 4, true));
      assertThat(work(4)).containsExactly("restock v1 in 1, attempt 1: begun, done");

      open(1);
      succeeds(longOne);
      succeeds(newVersion);
      succeeds(newType);
      assertThat(work(1)).containsExactly("stocktake v1 in 2, attempt 1: begun, done");
      assertThat(work(2)).containsExactly("restock v2 in 2, attempt 1: begun, done");
      assertThat(work(3)).containsExactly("stocktake v1 in 2, attempt 1: begun, done");
      assertThat(unknownTo(first)).isEmpty();

      String otherLongOne = isKeptBusy(second, 5);
      String handedOver = launch(first, "restock", 6, false);
      eventually().until(() -> work(6).size() == 1);
      assertThat(first.stop(IN_ORDER)).isEqualTo(SIGTERM);
      assertThat(status(handedOver)).isEqualTo("RUNNING");
      String discontinued = launch(second, "stocktake", 7, true);
      jdbc.sql("UPDATE powercrud_task SET task_type = 'discontinued' WHERE task_key = ?")
          .param(discontinued)
          .update();

      open(5);
      open(6);
      succeeds(otherLongOne);
      succeeds(handedOver);
      assertThat(work(6))
          .containsExactly(
              "restock v1 in 1, attempt 1: begun", "restock v1 in 2, attempt 2: begun, done");

      eventually().until(() -> wasLeftToOthers(discontinued));
      assertThat(unknownTo(second)).containsOnlyKeys("discontinued v1");
      assertThat(status(discontinued)).isEqualTo("PENDING");
      wasUnknownForYears(discontinued);
      eventually().until(() -> status(discontinued).equals("FAILED"));
      assertThat(error(discontinued))
          .contains("No node that knows task type discontinued v1 of manager 'default'");
      assertThat(work(7)).isEmpty();
      assertThat(reservations()).isZero();
      assertThat(second.stop(IN_ORDER)).isEqualTo(SIGTERM);
    }
  }

  /** Has the one worker of the second release do what the first one doesn't know. */
  private String isKeptBusy(ReleaseProcess second, long shelf) throws Exception {
    String task = launch(second, "stocktake", shelf, false);
    eventually().until(() -> work(shelf).size() == 1);
    return task;
  }

  private String launch(ReleaseProcess node, String kind, long shelf, boolean isOpen)
      throws Exception {
    jdbc.sql("INSERT INTO shop_shelf VALUES (?, 0, ?)").params(shelf, isOpen).update();
    return node.launch(kind, shelf);
  }

  private static void saysWhatWaits(ReleaseProcess first) throws Exception {
    assertThat(first.health().get("status").asString()).isEqualTo("UP");
    Map<String, JsonNode> unknown = unknownTo(first);
    assertThat(unknown).containsOnlyKeys("restock v2", "stocktake v1");
    assertThat(unknown.get("restock v2").get("pending").asInt()).isEqualTo(1);
    assertThat(unknown.get("stocktake v1").get("pending").asInt()).isEqualTo(1);
    assertThat(unknown.get("stocktake v1").get("running").asInt()).isEqualTo(1);
    for (JsonNode kind : unknown.values()) {
      assertThat(Instant.parse(kind.get("since").asString()))
          .isCloseTo(Instant.now(), within(2, ChronoUnit.MINUTES));
    }
  }

  private void wasUnknownForYears(String task) {
    jdbc.sql(
            "UPDATE powercrud_task SET unknown_since = TIMESTAMP '2001-01-01 00:00:00' WHERE task_key = ?")
        .param(task)
        .update();
  }

  private static ConditionFactory eventually() {
    return await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
  }

  private void open(long shelf) {
    jdbc.sql("UPDATE shop_shelf SET is_open = TRUE WHERE id = ?").param(shelf).update();
  }

  /** What was done on a shelf: one line for each attempt. */
  private List<String> work(long shelf) {
    Map<String, String> attempts = new TreeMap<>();
    jdbc.sql("SELECT kind, in_release, attempt, what FROM shop_work WHERE shelf = ? ORDER BY what")
        .param(shelf)
        .query(
            (row, number) ->
                attempts.merge(
                    "%s in %d, attempt %d"
                        .formatted(row.getString(1), row.getInt(2), row.getInt(3)),
                    row.getString(4),
                    (earlier, later) -> earlier + ", " + later))
        .list();
    return attempts.entrySet().stream()
        .map(entry -> entry.getKey() + ": " + entry.getValue())
        .toList();
  }

  /** What a node's health names as unknown there, by kind. */
  private static Map<String, JsonNode> unknownTo(ReleaseProcess node) throws Exception {
    Map<String, JsonNode> kinds = new TreeMap<>();
    StreamSupport.stream(node.health().at("/details/unknownHere").spliterator(), false)
        .forEach(
            kind ->
                kinds.put(
                    "%s v%d".formatted(kind.get("type").asString(), kind.get("version").asInt()),
                    kind));
    return kinds;
  }

  /**
   * Whether these tasks came to a node that left them to another one, and none counts as broken.
   */
  private boolean wasLeftToOthers(String... tasks) {
    return List.of(tasks).stream()
        .allMatch(
            task ->
                jdbc.sql(
                            "SELECT COUNT(*) FROM powercrud_task t JOIN powercrud_queue q"
                                + " ON q.task_instance = t.task_key WHERE t.task_key = ?"
                                + " AND t.unknown_since IS NOT NULL AND q.version > 4"
                                + " AND COALESCE(q.consecutive_failures, 0) = 0")
                        .param(task)
                        .query(Long.class)
                        .single()
                    == 1);
  }

  private void succeeds(String task) {
    eventually().until(() -> !List.of("PENDING", "RUNNING").contains(status(task)));
    assertThat(status(task)).as(error(task)).isEqualTo("SUCCEEDED");
  }

  private String status(String task) {
    return column("SELECT status FROM powercrud_task WHERE task_key = ?", task, String.class);
  }

  private String error(String task) {
    return column(
        "SELECT COALESCE(error, '') FROM powercrud_task WHERE task_key = ?", task, String.class);
  }

  private int attempts(String task) {
    return column("SELECT attempt FROM powercrud_fence WHERE task_key = ?", task, Integer.class);
  }

  private <T> T column(String sql, String task, Class<T> type) {
    return jdbc.sql(sql).param(task).query(type).single();
  }

  private long reservations() {
    return jdbc.sql("SELECT COUNT(*) FROM powercrud_record").query(Long.class).single();
  }
}
