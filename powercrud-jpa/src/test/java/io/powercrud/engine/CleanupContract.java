package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.TaskResult;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Old tasks go by themselves; what has not ended stays, however old it is. */
abstract class CleanupContract extends EngineFixture {

  private static final List<RecordKey> BOOK_7 = List.of(new RecordKey("Book", "7"));

  CleanupContract(TestDatabase database) {
    super(database);
  }

  private TestNode.Builder quick() {
    return nodeThatDoes((note, context) -> TaskResult.succeeded());
  }

  private static void age(TestNode node, TaskKey key, Duration age) {
    LocalDateTime then = QueueColumns.utc(node.clock.instant().minus(age));
    node.jdbc
        .sql("UPDATE powercrud_task SET created_at = :then WHERE task_key = :key")
        .param("then", then)
        .param("key", key.value())
        .update();
    node.jdbc
        .sql(
            """
            UPDATE powercrud_task SET finished_at = :then
            WHERE task_key = :key AND finished_at IS NOT NULL
            """)
        .param("then", then)
        .param("key", key.value())
        .update();
  }

  @Test
  void tasksThatEndedLongEnoughAgoAreDeletedWithAllThatWasKeptForThem() {
    TestNode node = started(quick());
    TaskKey old = launchOn(node, List.of(1));
    TaskKey young = launchOn(node, List.of(2));
    ended(node, old);
    ended(node, young);
    age(node, old, Duration.ofDays(8));
    age(node, young, Duration.ofDays(6));

    CleanupSummary summary = node.cleanup.run();

    assertThat(summary.tasksDeleted()).isEqualTo(1);
    assertThat(summary.leftovers()).isEmpty();
    assertThat(node.tasks().find(old)).isEmpty();
    assertThat(node.tasks().find(young)).isPresent();
    for (String table : List.of("record", "cursor", "progress", "fence")) {
      assertThat(node.count(table + " WHERE task_key = '" + old + "'")).isZero();
    }
  }

  @Test
  void aTaskThatHasNotEndedKeepsItsRecordsHoweverOldItIs() {
    TestNode node = idle(quick());
    TaskKey open = launchOn(node, List.of(7));
    age(node, open, Duration.ofDays(400));

    CleanupSummary summary = node.cleanup.run();

    assertThat(summary.tasksDeleted()).isZero();
    assertThat(summary.leftovers()).isEmpty();
    assertThat(node.ports.stores().conflicts().holders(BOOK_7).get(BOOK_7.get(0)).holder())
        .isEqualTo(open);
    assertThat(node.queued()).isEqualTo(1);
  }

  @Test
  void recordsThatAnEndedTaskStillHoldsAreFreedAndReported() {
    TestNode node = started(quick());
    TaskKey key = launchOn(node, List.of(7, 8));
    ended(node, key);
    List<RecordKey> records = List.of(BOOK_7.get(0), new RecordKey("Book", "8"));
    node.ports.stores().conflicts().reserveTargets(key, key, records, OnConflict.REFUSE);

    CleanupSummary summary = node.cleanup.run();

    assertThat(summary.leftovers()).isEqualTo(Map.of(key, 2L));
    assertThat(node.ports.stores().conflicts().holders(BOOK_7)).isEmpty();
    assertThat(node.cleanup.run().leftovers()).isEmpty();
  }

  @Test
  void someNodeOfTheClusterCleansUpByItselfAndThenAgainInAnHour() {
    TestNode node = started(quick());
    started(quick());
    TaskKey old = launchOn(node, List.of(1));
    ended(node, old);
    age(node, old, Duration.ofDays(8));
    String row = "queue WHERE task_instance = '" + Queue.CLEANUP + "'";
    assertThat(node.count(row)).isEqualTo(1);

    node.jdbc
        .sql("UPDATE powercrud_queue SET execution_time = ? WHERE task_instance = ?")
        .param(QueueColumns.utc(node.clock.instant()))
        .param(Queue.CLEANUP)
        .update();

    eventually().until(() -> node.tasks().find(old).isEmpty());
    eventually().until(() -> node.count(row + " AND picked = FALSE") == 1);
    LocalDateTime next =
        node.jdbc
            .sql("SELECT execution_time FROM powercrud_" + row)
            .query(LocalDateTime.class)
            .single();
    assertThat(next)
        .isBetween(
            QueueColumns.utc(node.clock.instant().plus(Duration.ofMinutes(55))),
            QueueColumns.utc(node.clock.instant().plus(Duration.ofMinutes(61))));
  }
}
