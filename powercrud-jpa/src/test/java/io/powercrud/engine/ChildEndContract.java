package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Task;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A parent and its last two children end in two processes, one of them stopped after each step of
 * its end while another goes as far as it can. The right child is in the other process.
 */
abstract class ChildEndContract extends EngineFixture {

  /** So long a transaction is watched that may have to wait for the stopped one. */
  private static final Duration MAY_HAVE_TO_WAIT = Duration.ofMillis(250);

  /** What one of the three does to end, as far as it comes: the last of them does it all. */
  private static final List<StepStore.Step> OF_A_CHILD =
      List.of(
          new StepStore.Step("lock", 1),
          new StepStore.Step("end", 1),
          new StepStore.Step("leave", 1),
          new StepStore.Step("lock", 2),
          new StepStore.Step("end", 2));

  private static final List<StepStore.Step> OF_THE_PARENT =
      List.of(
          new StepStore.Step("lock", 1),
          new StepStore.Step("waitForChildren", 1),
          new StepStore.Step("end", 1));

  private final ExecutorService threads = Executors.newFixedThreadPool(3);
  private final StepStore.Barrier barrier = new StepStore.Barrier();

  private static DeliveringProcess other;

  private TestNode one;
  private TaskKey parent;
  private TaskKey left;
  private TaskKey right;

  ChildEndContract(TestDatabase database) {
    super(database);
  }

  @BeforeAll
  static void startTheOtherProcess() throws IOException {
    other = DeliveringProcess.start();
  }

  @AfterAll
  static void stopTheOtherProcess() {
    other.close();
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  enum Member {
    PARENT,
    LEFT,
    RIGHT
  }

  static Stream<Arguments> interleavings() {
    List<Arguments> all = new ArrayList<>();
    for (boolean thirdIsFirst : new boolean[] {true, false}) {
      for (StepStore.Step step : OF_A_CHILD) {
        all.add(Arguments.of(Member.LEFT, step, Member.RIGHT, thirdIsFirst));
        all.add(Arguments.of(Member.LEFT, step, Member.PARENT, thirdIsFirst));
      }
      for (StepStore.Step step : OF_THE_PARENT) {
        all.add(Arguments.of(Member.PARENT, step, Member.LEFT, thirdIsFirst));
      }
    }
    return all.stream();
  }

  @ParameterizedTest(name = "{0} is stopped after {1}, {2} goes on, the third is first: {3}")
  @MethodSource("interleavings")
  void theParentEndsWithTheLastOfThemAndNeverBefore(
      Member stopped, StepStore.Step step, Member goesOn, boolean thirdIsFirst) throws Exception {
    CountDownLatch returnNow = familyWithTwoOpenChildren();
    CompletableFuture<Void> parentsRun = deliver(Member.PARENT);
    eventually().until(() -> one.count("task") == 3);
    findChildren();
    Member third = thirdOf(stopped, goesOn);
    if (thirdIsFirst) {
      finish(third, parentsRun, returnNow);
    }

    barrier.stopAfter(step, threadOf(stopped));
    CompletableFuture<Void> stoppedRun = begin(stopped, parentsRun, returnNow);
    barrier.awaitStop(stoppedRun);
    CompletableFuture<Void> goingOn = begin(goesOn, parentsRun, returnNow);
    waitAWhile(goingOn);
    assertThatNobodyEndedTooEarly();
    barrier.goOn();
    stoppedRun.get(30, TimeUnit.SECONDS);
    goingOn.get(30, TimeUnit.SECONDS);
    assertThatNobodyEndedTooEarly();
    if (!thirdIsFirst) {
      assertThat(one.task(parent).status().isEnded()).isFalse();
      finish(third, parentsRun, returnNow);
    }

    assertThat(one.task(parent)).returns(TaskStatus.SUCCEEDED, Task::status);
    assertThat(one.ports.stores().conflicts().count(parent)).isZero();
  }

  /** A parent that has launched two children and returns when it is told to. */
  private CountDownLatch familyWithTwoOpenChildren() throws Exception {
    CountDownLatch returnNow = new CountDownLatch(1);
    one = idle(familyNode(returnNow));
    other.open(kind(), database());
    parent = launchOn(one, List.of(7));
    return returnNow;
  }

  private TestNode.Builder familyNode(CountDownLatch returnNow) {
    return node()
        .tasks(tasks -> StepStore.around(tasks, barrier))
        .knows(
            TaskDefinition.of(
                NOTE,
                (note, context) -> {
                  one.tasks()
                      .launchAll(
                          List.of(
                              one.tasks().run(FamilyFixture.CHILD, note),
                              one.tasks().run(FamilyFixture.CHILD, note)));
                  returnNow.await();
                  return TaskResult.succeeded();
                }),
            TaskDefinition.of(FamilyFixture.CHILD, (note, context) -> TaskResult.succeeded()));
  }

  private void findChildren() {
    List<TaskKey> children =
        one.ports.immediate().tasks().search(TaskQuery.childrenOf(parent)).items().stream()
            .map(Task::key)
            .toList();
    left = children.get(0);
    right = children.get(1);
  }

  private static Member thirdOf(Member first, Member second) {
    return Stream.of(Member.values())
        .filter(member -> member != first && member != second)
        .findFirst()
        .orElseThrow();
  }

  private void finish(Member member, CompletableFuture<Void> parentsRun, CountDownLatch returnNow)
      throws Exception {
    begin(member, parentsRun, returnNow).get(30, TimeUnit.SECONDS);
  }

  private CompletableFuture<Void> begin(
      Member member, CompletableFuture<Void> parentsRun, CountDownLatch returnNow) {
    if (member == Member.PARENT) {
      returnNow.countDown();
      return parentsRun;
    }
    return deliver(member);
  }

  private CompletableFuture<Void> deliver(Member member) {
    return CompletableFuture.runAsync(
        () -> {
          Thread.currentThread().setName(threadOf(member));
          if (member == Member.RIGHT) {
            deliverInTheOtherProcess();
          } else {
            one.worker.run(keyOf(member));
          }
        },
        threads);
  }

  private void deliverInTheOtherProcess() {
    try {
      other.deliver(right);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String threadOf(Member member) {
    return "end-of-" + member;
  }

  private TaskKey keyOf(Member member) {
    return switch (member) {
      case PARENT -> parent;
      case LEFT -> left;
      case RIGHT -> right;
    };
  }

  private static void waitAWhile(CompletableFuture<Void> run) throws Exception {
    run.copy().completeOnTimeout(null, MAY_HAVE_TO_WAIT.toMillis(), TimeUnit.MILLISECONDS).get();
  }

  private void assertThatNobodyEndedTooEarly() {
    if (one.task(parent).status().isEnded()) {
      assertThat(List.of(left, right)).allMatch(child -> one.task(child).status().isEnded());
    }
  }
}
