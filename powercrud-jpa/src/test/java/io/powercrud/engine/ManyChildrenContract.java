package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.ChildCount;
import io.powercrud.task.OnFailure;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskManager;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import net.ttddyy.dsproxy.support.ProxyDataSourceBuilder;
import org.junit.jupiter.api.Test;

/**
 * Children by the hundred and by the thousand, on nodes that nobody stops, and on one that dies.
 */
abstract class ManyChildrenContract extends EngineFixture {

  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final int CHILDREN = 200;

  private static final String OUTLIVED_BY_A_CHILD =
      """
      task t WHERE EXISTS (
        SELECT 1 FROM powercrud_task p
        WHERE p.task_key = t.parent_key AND p.finished_at < t.finished_at)
      """;

  private final AtomicReference<TaskManager> tasks = new AtomicReference<>();
  private final AtomicInteger squared = new AtomicInteger();

  ManyChildrenContract(TestDatabase database) {
    super(database);
  }

  private TestNode.Builder nodeThatSums() {
    return node().workers(4).knows(Sums.definitions(tasks::get, squared::incrementAndGet));
  }

  @Test
  void twoNodesEndHundredsOfChildrenAndTheirParentsWithTheSumOfThemAll() {
    TestNode one = idle(nodeThatSums());
    TestNode other = idle(nodeThatSums());
    tasks.set(one.tasks());
    one.start();
    other.start();

    assertThatSumsAreRight(one, 10);

    assertThat(squared).hasValue(10 * CHILDREN);
  }

  @Test
  void twoProcessesEndHundredsOfChildrenAndTheirParentsWithTheSumOfThemAll() throws Exception {
    TestNode launching = idle(nodeThatSums());
    tasks.set(launching.tasks());
    try (NodeProcess one = sumsInAProcess();
        NodeProcess other = sumsInAProcess()) {
      assertThat(one).isNotEqualTo(other);
      assertThatSumsAreRight(launching, Integer.getInteger("powercrud.test.child-runs", 5));
    }
  }

  private NodeProcess sumsInAProcess() throws Exception {
    return NodeProcess.start(kind(), database(), Duration.ofSeconds(60), NodeProcess.Work.SUMS);
  }

  private static void assertThatSumsAreRight(TestNode node, int runs) {
    List<TaskKey> parents =
        Stream.generate(() -> Sums.launch(node.tasks(), CHILDREN)).limit(runs).toList();

    eventually()
        .atMost(Duration.ofMinutes(10))
        .until(() -> parents.stream().allMatch(key -> node.task(key).status().isEnded()));
    for (TaskKey parent : parents) {
      Task ended = ended(node, parent);
      assertThat(ended.status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(ended.result()).isEqualTo(Sums.result(CHILDREN));
      assertThat(node.ports.stores().tasks().countChildren(List.of(parent)).get(parent))
          .containsExactly(new ChildCount(TaskStatus.SUCCEEDED, OnFailure.FAIL_PARENT, CHILDREN));
    }
    assertThat(node.count(OUTLIVED_BY_A_CHILD)).isZero();
    eventually().until(() -> node.queued() == 0);
  }

  @Test
  void aCompletionStepOfAKilledProcessIsTakenOver() throws Exception {
    TestNode next =
        idle(
            node()
                .lease(LEASE)
                .knows(
                    TaskDefinition.of(
                            NOTE, (Note note, TaskContext context) -> TaskResult.succeeded())
                        .completedBy(
                            (note, handled, children, context) -> {
                              squared.addAndGet((int) children.count(TaskStatus.SUCCEEDED));
                              return TaskResult.succeeded();
                            })));
    TaskKey key = launchOn(next, List.of(7));
    try (NodeProcess process =
        NodeProcess.start(kind(), database(), LEASE, NodeProcess.Work.STUCK_STEP)) {
      RecordKey descendant = new RecordKey("Book", "8");
      eventually()
          .until(() -> next.ports.immediate().conflicts().holders(List.of(descendant)).size() == 1);
      next.start();

      process.kill();

      Task task = ended(next, key);
      assertThat(task.status()).isEqualTo(TaskStatus.SUCCEEDED);
      assertThat(task.attempt()).isEqualTo(3);
      assertThat(squared).hasValue(1);
      assertThat(next.ports.immediate().conflicts().count(key)).isZero();
    }
  }

  @Test
  void aFanOutOfTenThousandChildrenIsAFewStatementsForAThousand() {
    AtomicInteger statements = new AtomicInteger();
    TestNode node =
        idle(
            nodeThatSums()
                .pool(
                    pool ->
                        ProxyDataSourceBuilder.create(pool)
                            .afterQuery(
                                (execution, queries) -> statements.addAndGet(queries.size()))
                            .build()));
    tasks.set(node.tasks());
    TaskKey parent = Sums.launch(node.tasks(), 10_000);
    statements.set(0);

    node.worker.run(parent);

    assertThat(statements).hasValueLessThanOrEqualTo(10 * 8);
    assertThat(node.task(parent).status()).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
    assertThat(node.queued()).isGreaterThanOrEqualTo(10_000);
    assertThat(node.count("children WHERE open_children = 625")).isEqualTo(16);
  }
}
