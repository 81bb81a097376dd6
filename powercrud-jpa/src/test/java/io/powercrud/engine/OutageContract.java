package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Attempt;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskEvent;
import io.powercrud.task.TaskListener;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.Transactions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is wrong with the database is not held against the nodes: none loses its task for it. */
@Tag("G3")
abstract class OutageContract extends EngineFixture {

  private static final Duration LEASE =
      Duration.parse(System.getProperty("powercrud.test.lease", "PT1.8S"));

  /** A pool that was refused tries again after longer and longer pauses. */
  private static final Duration LONGER_THAN_A_POOL_HESITATES = Duration.ofSeconds(8);

  /** Three leases and more, or as much as is asked for. */
  private static final Duration AWAY =
      Duration.parse(System.getProperty("powercrud.test.outage", "PT5S"));

  private final CountDownLatch running = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private final Queue<Integer> lost = new ConcurrentLinkedQueue<>();

  OutageContract(TestDatabase database) {
    super(database);
  }

  /** Runs a task that writes when it is let go on. */
  private TestNode nodeAtWork() {
    return nodeAtWork(LEASE);
  }

  private TestNode nodeAtWork(Duration lease) {
    return started(
        nodeThatDoes(
                (note, context) -> {
                  running.countDown();
                  goOn.await();
                  TaskContext.inFencedTransaction(() -> {});
                  return TaskResult.succeeded();
                })
            .listener(new LossListener(lost))
            .lease(lease));
  }

  /** Another node, which would take the task over. */
  private TestNode successor() {
    return successor(LEASE);
  }

  private TestNode successor(Duration lease) {
    return started(nodeThatDoes((note, context) -> TaskResult.failed("taken over")).lease(lease));
  }

  private record LossListener(Queue<Integer> lost) implements TaskListener {

    @Override
    public void on(TaskEvent event) {}

    @Override
    public void onLost(Attempt attempt, String type) {
      lost.add(attempt.number());
    }
  }

  private void endsInItsFirstAttempt(TestNode node, TaskKey key) {
    goOn.countDown();
    Task task = ended(node, key);
    assertThat(task.status()).as(String.valueOf(task.error())).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.attempt()).isEqualTo(1);
    assertThat(lost).isEmpty();
    assertThat(node.ports.immediate().conflicts().count(key)).isZero();
  }

  @Test
  void aDatabaseThatIsAwayForSeveralLeasesGivesNobodysTaskAway() {
    TestNode node = nodeAtWork();
    TaskKey key = launchOn(node, List.of(7));
    eventually().until(() -> running.getCount() == 0);
    TestNode other = successor();

    kind().halt();
    Instant until = Instant.now().plus(AWAY);
    try {
      eventually().until(() -> !node.engine.isAlive() && !other.engine.isAlive());
      eventually().until(() -> Instant.now().isAfter(until));
    } finally {
      kind().resume();
    }

    eventually().until(() -> node.engine.isAlive() && other.engine.isAlive());
    hasLookedForTheDead(other, LEASE);
    endsInItsFirstAttempt(node, key);
  }

  @Test
  void whoeverComesBackFirstGivesTheOthersTimeToBeHeard() {
    Duration lease = Duration.ofSeconds(3);
    TestNode node = nodeAtWork(lease);
    TaskKey key = launchOn(node, List.of(7));
    eventually().until(() -> running.getCount() == 0);
    TestNode other = successor(lease);

    node.control.cut();
    other.control.cut();
    Instant silent = node.clock.instant().plus(lease);
    eventually().until(() -> node.clock.instant().isAfter(silent));
    other.control.mend();
    Instant back = other.clock.instant();
    eventually().until(() -> other.engine.state().lastHeartbeat().isAfter(back));
    node.control.mend();

    eventually().until(() -> node.engine.isAlive() && other.engine.isAlive());
    hasLookedForTheDead(other, LEASE);
    endsInItsFirstAttempt(node, key);
  }

  @Test
  void aDatabaseThatRefusesNewConnectionsAndEndsTheOldOnesGivesNobodysTaskAway()
      throws SQLException {
    TestNode node = nodeAtWork(LONGER_THAN_A_POOL_HESITATES);
    TaskKey key = launchOn(node, List.of(7));
    eventually().until(() -> running.getCount() == 0);
    TestNode other = successor(LONGER_THAN_A_POOL_HESITATES);

    kind().refuse(database());
    try {
      eventually().until(() -> !node.engine.isAlive() && !other.engine.isAlive());
      Instant until = Instant.now().plus(LONGER_THAN_A_POOL_HESITATES);
      eventually().until(() -> Instant.now().isAfter(until));
    } finally {
      kind().admit(database());
    }

    eventually().until(() -> node.engine.isAlive() && other.engine.isAlive());
    hasLookedForTheDead(other, LEASE);
    endsInItsFirstAttempt(node, key);
  }

  @Test
  void aPoolThatHasTakenABrokenConnectionAwaySaysSoToo() {
    TestNode node = idle(nodeThatDoes((note, context) -> TaskResult.succeeded()));
    Transactions transactions = node.ports.stores().transactions();

    assertThat(transactions.isUnreachable(new IllegalStateException(closedConnection(node))))
        .isTrue();
    assertThat(transactions.isUnreachable(new IllegalStateException("a bug"))).isFalse();
    assertThat(transactions.isUnreachable(new SQLException("a syntax error", "42000"))).isFalse();
  }

  private static Throwable closedConnection(TestNode node) {
    return catchThrowable(
        () -> {
          Connection connection = node.applicationPool().getConnection();
          connection.close();
          connection.rollback();
        });
  }

  @Test
  void aTransactionWhoseConnectionTheServerEndsIsBrokenOffAndItsTaskIsNot() {
    TestNode node =
        started(
            nodeThatDoes(
                (note, context) -> {
                  if (context.attempt().number() == 1) {
                    TaskContext.inFencedTransaction(() -> loseConnection(nodes().get(0)));
                  }
                  return TaskResult.succeeded();
                }));

    Task task = ended(node, launchOn(node, List.of(7)));

    assertThat(task.status()).as(String.valueOf(task.error())).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(task.attempt()).isEqualTo(2);
  }

  /** The query for the number that the server has for a connection, and the statement to end it. */
  abstract String connectionNumber();

  abstract String endConnection(long number);

  private void loseConnection(TestNode node) {
    JdbcClient own = JdbcClient.create(node.application);
    long number = own.sql(connectionNumber()).query(Long.class).single();
    JdbcClient.create(database().unpooled()).sql(endConnection(number)).query().listOfRows();
    own.sql("SELECT 1").query().listOfRows();
  }
}
