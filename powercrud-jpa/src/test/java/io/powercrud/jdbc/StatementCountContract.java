package io.powercrud.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.conflict.ReserveResult.Refused;
import io.powercrud.conflict.ReserveResult.Reserved;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.TaskQuery;
import io.powercrud.test.NewTasks;
import io.powercrud.test.StoreContract;
import io.powercrud.test.StoresUnderTest;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How many statements the stores send. */
abstract class StatementCountContract extends StoreContract {

  private static final int BATCH = 10_000;

  private final JdbcStoresUnderTest database;
  private final AtomicInteger statements = new AtomicInteger();

  StatementCountContract(TestDatabase database) {
    this.database = JdbcStoresUnderTest.opened(database);
  }

  @Override
  protected StoresUnderTest open() {
    return JdbcStoresUnderTest.over(
        ProxyDataSourceBuilder.create(database.application())
            .afterQuery((execution, queries) -> statements.addAndGet(queries.size()))
            .build(),
        database.control(),
        StoreSettings.DEFAULTS,
        database.clock());
  }

  @Test
  @DisplayName("L7: reserving 10,000 records takes as many statements as reserving one")
  void reservingTakesAConstantNumberOfStatements() {
    int one = reserving(booksTo(1));

    assertThat(one).isLessThanOrEqualTo(4);
    assertThat(reserving(booksTo(BATCH))).isEqualTo(one);
    assertThat(reserving(booksTo(2 * BATCH))).isEqualTo(one + 1);
  }

  private int reserving(List<RecordKey> records) {
    TaskKey task = taskOf("ann");
    int before = statements.get();
    assertThat(reserve(task, records)).isEqualTo(new Reserved(records.size(), 0));
    int taken = statements.get() - before;
    conflicts().release(task);
    return taken;
  }

  @Test
  @DisplayName("L7: a refusal of 10,000 records takes as many statements as of one")
  void refusingTakesAConstantNumberOfStatements() {
    reserve(taskOf("ann"), booksTo(BATCH));

    int one = refusing(booksTo(1));

    assertThat(one).isLessThanOrEqualTo(5);
    assertThat(refusing(booksTo(BATCH))).isEqualTo(one);
  }

  private int refusing(List<RecordKey> records) {
    TaskKey task = taskOf("bob");
    int before = statements.get();
    assertThat(reserve(task, records)).isInstanceOf(Refused.class);
    return statements.get() - before;
  }

  @Test
  @DisplayName("L7: leaving out what is held takes a constant number of statements")
  void skippingTakesAConstantNumberOfStatements() {
    reserve(taskOf("ann"), booksTo(BATCH / 2));

    int few = skipping(booksTo(1));

    assertThat(skipping(booksTo(BATCH)) - few).isLessThanOrEqualTo(1);
  }

  private int skipping(List<RecordKey> records) {
    TaskKey task = taskOf("bob");
    int before = statements.get();
    conflicts().reserveTargets(task, task, records, OnConflict.SKIP);
    int taken = statements.get() - before;
    conflicts().release(task);
    return taken;
  }

  @Test
  @DisplayName("L7: the holders of a page of 25 are asked for in one statement")
  void holdersOfAPageAreOneStatement() {
    reserve(taskOf("ann"), booksTo(10));
    int before = statements.get();

    assertThat(conflicts().holders(booksTo(25))).hasSize(10);

    assertThat(statements.get() - before).isEqualTo(1);
  }

  @Test
  @DisplayName("L7: registering 10,000 records that are held already is one statement")
  void registeringHeldRecordsIsOneStatement() {
    TaskKey task = taskOf("ann");
    reserve(task, booksTo(BATCH));
    int before = statements.get();

    ReserveResult result =
        conflicts().reserveDescendants(task, task, booksTo(BATCH), ReservationScope.ROOT_TASK);

    assertThat(result).isEqualTo(new Reserved(0, 0));
    assertThat(statements.get() - before).isEqualTo(1);
  }

  @Test
  @DisplayName("L7: a release is two statements, however much is held, and one that tells of it")
  void releaseIsTwoStatements() {
    TaskKey task = taskOf("ann");
    reserve(task, booksTo(BATCH));
    int before = statements.get();

    conflicts().release(task);

    assertThat(statements.get() - before).isEqualTo(tellsOfReleases() ? 3 : 2);
  }

  private boolean tellsOfReleases() {
    return DatabaseKind.of(database.application()) == DatabaseKind.POSTGRESQL;
  }

  @Test
  @DisplayName("a page of tasks is two statements, with all that is shown of them")
  void pageOfTasksIsTwoStatements() {
    for (int i = 0; i < 25; i++) {
      written(NewTasks.task());
    }
    int before = statements.get();

    assertThat(tasks().search(TaskQuery.newest(25)).items()).hasSize(25);

    assertThat(statements.get() - before).isEqualTo(2);
  }
}
