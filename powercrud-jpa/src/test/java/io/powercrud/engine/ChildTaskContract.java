package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.Launch;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.OnFailure;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType.Nothing;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A child is a durable task of its own, and its parent does not end before it. */
abstract class ChildTaskContract extends FamilyFixture {

  private final Queue<TaskKey> roots = new ConcurrentLinkedQueue<>();

  ChildTaskContract(TestDatabase database) {
    super(database);
  }

  @Test
  void aParentWaitsForItsChildrenWithoutAThreadAndTheLastEndsIt() {
    CountDownLatch goOn = new CountDownLatch(1);
    TestNode node =
        family(
            node()
                .workers(1)
                .knows(
                    TaskDefinition.of(
                        NOTE,
                        (note, context) -> {
                          child("one").reserving(Book.class, List.of(7, 8)).asChild();
                          child("two").reserving(Book.class, List.of(8, 9)).asChild();
                          return TaskResult.succeeded();
                        }),
                    TaskDefinition.of(
                        CHILD,
                        (note, context) -> {
                          roots.add(context.root());
                          TaskContext.registerDescendants(Book.class, List.of(9, 10));
                          goOn.await();
                          return TaskResult.succeeded();
                        })));

    TaskKey key = launchOn(node, List.of(7));

    eventually().until(() -> roots.size() == 1);
    assertThat(node.task(key).status()).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
    assertThat(node.task(key).finishedAt()).isNull();
    goOn.countDown();
    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(roots).containsExactly(key, key);
    assertThat(childrenOf(key))
        .hasSize(2)
        .allSatisfy(
            child -> {
              assertThat(child.status()).isEqualTo(TaskStatus.SUCCEEDED);
              assertThat(child.parent()).isEqualTo(key);
              assertThat(child.caller()).isEqualTo(TestNode.CALLER);
              assertThat(child.finishedAt()).isBeforeOrEqualTo(node.task(key).finishedAt());
            });
    assertThat(node.count("record WHERE held = 1")).isZero();
    eventually().until(() -> node.queued() == 0);
  }

  @Test
  void theRecordsOfAChildAreHeldByTheRootUntilThatEnds() {
    CountDownLatch firstEnded = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    TestNode node =
        family(
            (note, context) -> {
              child("first").reserving(Book.class, List.of(7)).asChild();
              child("second").asChild();
              return TaskResult.succeeded();
            },
            (note, context) -> {
              if (note.text().equals("second")) {
                firstEnded.await();
                goOn.await();
              }
              return TaskResult.succeeded();
            });
    TaskKey key = launch(node);
    eventually().until(() -> childrenOf(key).stream().anyMatch(task -> task.status().isEnded()));
    firstEnded.countDown();

    RecordKey book = new RecordKey("Book", "7");
    assertThat(node.ports.stores().conflicts().holders(List.of(book)).values())
        .extracting(Conflict::holder)
        .containsExactly(key);
    assertThat(node.tasks().run(NOTE, new Note("other")).reserving(Book.class, List.of(7)).launch())
        .isInstanceOf(LaunchResult.Refused.class);
    goOn.countDown();
    ended(node, key);
    assertThat(node.ports.stores().conflicts().holders(List.of(book))).isEmpty();
  }

  @Test
  void aChildIsThereWhenTheTransactionOfItsParentsCodeCommitsAndNotOtherwise() {
    TestNode node =
        family(
            (note, context) -> {
              family()
                  .transaction
                  .executeWithoutResult(
                      status -> {
                        child("undone").reserving(Book.class, List.of(8)).asChild();
                        status.setRollbackOnly();
                      });
              family().transaction.executeWithoutResult(status -> child("kept").asChild());
              return TaskResult.succeeded();
            },
            (note, context) -> {
              assertThat(family().count("record WHERE record_id = '8'")).isZero();
              return TaskResult.succeeded();
            });

    TaskKey key = launch(node);

    assertThat(ended(node, key)).returns(TaskStatus.SUCCEEDED, Task::status);
    assertThat(childrenOf(key)).extracting(Task::payload).containsExactly("{\"text\":\"kept\"}");
    eventually().until(() -> node.queued() == 0);
  }

  @Test
  void aChildOfAnotherTasksRecordIsRefusedAndTheHandlerHearsOfIt() {
    CountDownLatch goOn = new CountDownLatch(1);
    Queue<Throwable> refusals = new ConcurrentLinkedQueue<>();
    TestNode node =
        family(
            (note, context) -> {
              if (note.text().equals("holder")) {
                goOn.await();
                return TaskResult.succeeded();
              }
              refusals.add(
                  catchThrowable(
                      () -> child("one").reserving(Book.class, List.of(6, 7)).asChild()));
              List<Launch<Note, Nothing>> two =
                  List.of(
                      child("one").reserving(Book.class, List.of(6)),
                      child("two").reserving(Book.class, List.of(7)));
              refusals.add(catchThrowable(() -> family().tasks().launchAll(two)));
              return TaskResult.succeeded();
            },
            (note, context) -> TaskResult.succeeded());
    TaskKey holder =
        keyOf(
            node.tasks()
                .run(NOTE, new Note("holder"))
                .reserving(Book.class, List.of(7))
                .inlineOrLaunch());

    TaskKey key = launch(node);

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(refusals)
        .hasSize(2)
        .allSatisfy(
            refusal ->
                assertThat(refusal)
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("Book 7")
                    .hasMessageContaining(holder.value()));
    assertThat(childrenOf(key)).isEmpty();
    goOn.countDown();
    ended(node, holder);
  }

  @Test
  void aFailedChildFailsItsParentOrMakesItPartialOrIsIgnoredAsItsLaunchSays() {
    TestNode node =
        family(
            (note, context) -> {
              child("fails").onFailure(OnFailure.valueOf(note.text())).asChild();
              child("works").asChild();
              return TaskResult.succeeded();
            },
            (note, context) ->
                note.text().equals("fails")
                    ? TaskResult.failed("no ink left")
                    : TaskResult.succeeded());

    Task failed = ended(node, launchNote(node, OnFailure.FAIL_PARENT.name()));
    Task partial = ended(node, launchNote(node, OnFailure.MAKE_PARENT_PARTIAL.name()));
    Task ignored = ended(node, launchNote(node, OnFailure.IGNORE.name()));

    assertThat(failed.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(failed.error()).contains("child").contains("no ink left");
    assertThat(partial.status()).isEqualTo(TaskStatus.PARTIAL);
    assertThat(partial.error()).contains("no ink left");
    assertThat(ignored.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(ignored.error()).isNull();
  }

  @Test
  void aTreeOfDepthFiveWithAFailingLeafFailsUpToTheRootWithTheLeafsReasonAndPath() {
    TestNode node = chain(5, (note, context) -> TaskResult.failed("the leaf is dry"));

    TaskKey root = launch(node);

    Task ended = ended(node, root);
    assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
    List<TaskKey> path =
        Stream.iterate(root, key -> childrenOf(key).get(0).key()).limit(6).toList();
    assertThat(ended.error())
        .containsSubsequence(path.stream().skip(1).map(TaskKey::value).toList())
        .endsWith("the leaf is dry");
    assertThat(path)
        .allSatisfy(key -> assertThat(node.task(key).status()).isEqualTo(TaskStatus.FAILED));
    assertThat(path).allSatisfy(key -> assertThat(node.task(key).root()).isEqualTo(root));
  }

  @Test
  void manyChildrenAreLaunchedAtOnceAndTheirParentEndsAfterTheLast() {
    AtomicInteger ran = new AtomicInteger();
    TestNode node =
        family(
            (note, context) -> {
              family()
                  .tasks()
                  .launchAll(
                      IntStream.range(0, 100)
                          .mapToObj(
                              id -> child("book " + id).reserving(Book.class, List.of(id % 50)))
                          .toList());
              return TaskResult.succeeded();
            },
            (note, context) -> {
              ran.incrementAndGet();
              return TaskResult.succeeded();
            });

    TaskKey key = launch(node);

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(ran).hasValue(100);
    assertThat(childrenOf(key)).hasSize(100).allMatch(task -> task.total() == 1);
    assertThat(node.count("record WHERE held = 1")).isZero();
  }

  @Test
  void outsideOfATaskThereIsNothingToBeAChildOfSoItIsATaskOfItsOwn() {
    TestNode node =
        family(
            (note, context) -> TaskResult.succeeded(), (note, context) -> TaskResult.succeeded());

    TaskKey alone = keyOf(child("alone").reserving(Book.class, List.of(7)).asChild());
    List<TaskKey> two = node.tasks().launchAll(List.of(child("one"), child("two")));

    assertThat(ended(node, alone))
        .returns(TaskStatus.SUCCEEDED, Task::status)
        .returns(null, Task::parent)
        .returns(alone, Task::root);
    assertThat(two)
        .hasSize(2)
        .allSatisfy(key -> assertThat(ended(node, key)).returns(key, Task::root));
  }

  @Test
  void anAttemptThatLostItsTaskCannotLaunchChildren() {
    Queue<Throwable> refusals = new ConcurrentLinkedQueue<>();
    TestNode node =
        family(
            (note, context) -> {
              if (context.attempt().number() == 1) {
                family()
                    .ports
                    .immediate()
                    .tasks()
                    .beginAttempt(context.task(), family().clock.instant());
                refusals.add(
                    catchThrowable(
                        () -> child("lost").reserving(Book.class, List.of(8)).asChild()));
              }
              return TaskResult.succeeded();
            },
            (note, context) -> TaskResult.succeeded());

    TaskKey key = launch(node);

    eventually().until(() -> refusals.size() == 1);
    assertThat(refusals).allMatch(LostTaskException.class::isInstance);
    assertThat(childrenOf(key)).isEmpty();
    assertThat(node.count("record WHERE held = 1")).isZero();
    assertThat(node.count("children")).isZero();
  }

  @Test
  void codeThatOutlivesItsTasksOwnWorkCannotLaunchChildren() throws Exception {
    whatEscapedLaunchesIsRefused(
        launch -> family().transaction.executeWithoutResult(status -> launch.run()));
  }

  @Test
  void codeThatOutlivesItsTasksOwnWorkCannotLaunchChildrenInAFencedTransactionEither()
      throws Exception {
    whatEscapedLaunchesIsRefused(TaskContext::inFencedTransaction);
  }

  private void whatEscapedLaunchesIsRefused(Consumer<Runnable> transaction) throws Exception {
    CountDownLatch launched = new CountDownLatch(1);
    CountDownLatch commit = new CountDownLatch(1);
    AtomicReference<Throwable> refusal = new AtomicReference<>();
    AtomicReference<Thread> escaped = new AtomicReference<>();
    TestNode node =
        family(
            (note, context) -> {
              escaped.set(
                  escaping(
                      () ->
                          refusal.set(
                              catchThrowable(
                                  () ->
                                      transaction.accept(() -> launchAndWait(launched, commit))))));
              launched.await();
              return TaskResult.succeeded();
            },
            (note, context) -> TaskResult.succeeded());

    TaskKey key = launch(node);

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    commit.countDown();
    escaped.get().join();
    assertThat(refusal.get()).isInstanceOf(LostTaskException.class);
    assertThat(childrenOf(key)).isEmpty();
  }

  private void launchAndWait(CountDownLatch launched, CountDownLatch commit) {
    child("late").asChild();
    launched.countDown();
    try {
      commit.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void workThatIsDoneAtOnceWaitsForTheChildrenThatItLaunched() {
    CountDownLatch goOn = new CountDownLatch(1);
    TestNode node =
        family(
            (note, context) -> {
              child("one").asChild();
              return TaskResult.succeeded();
            },
            (note, context) -> {
              goOn.await();
              return TaskResult.succeeded();
            });

    LaunchResult<Nothing> result =
        node.tasks().run(NOTE, new Note("now")).reserving(Book.class, List.of(7)).runNow();

    TaskKey key = keyOf(result);
    assertThat(node.task(key).status()).isEqualTo(TaskStatus.WAITING_FOR_CHILDREN);
    assertThat(node.ports.stores().conflicts().count(key)).isEqualTo(1);
    goOn.countDown();
    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(node.ports.stores().conflicts().count(key)).isZero();
  }

  @Test
  void siblingsAreKeptApartOnWhatEachRegistersExclusivelyUntilItEnds() {
    CountDownLatch claimed = new CountDownLatch(1);
    CountDownLatch refused = new CountDownLatch(1);
    Queue<Throwable> refusals = new ConcurrentLinkedQueue<>();
    TestNode node =
        family(
            (note, context) -> {
              child("first").asChild();
              child("second").asChild();
              return TaskResult.succeeded();
            },
            (note, context) -> {
              if (note.text().equals("first")) {
                TaskContext.registerExclusively(Book.class, List.of(7, 8));
                claimed.countDown();
                refused.await();
                return TaskResult.succeeded();
              }
              claimed.await();
              TaskContext.registerDescendants(Book.class, List.of(7));
              refusals.add(
                  catchThrowable(() -> TaskContext.registerExclusively(Book.class, List.of(8, 9))));
              refused.countDown();
              TaskKey first =
                  childrenOf(context.root()).stream()
                      .map(Task::key)
                      .filter(key -> !key.equals(context.task()))
                      .findFirst()
                      .orElseThrow();
              ended(family(), first);
              TaskContext.registerExclusively(Book.class, List.of(8, 9));
              return TaskResult.succeeded();
            });

    TaskKey key = launchOn(node, List.of(7));

    assertThat(ended(node, key)).returns(null, Task::error);
    Task first =
        childrenOf(key).stream()
            .filter(child -> child.payload().contains("first"))
            .findFirst()
            .orElseThrow();
    assertThat(refusals)
        .singleElement()
        .satisfies(
            refusal ->
                assertThat(refusal)
                    .isInstanceOf(ConflictException.class)
                    .hasMessageContaining("Book 8")
                    .hasMessageContaining(first.key().value()));
    assertThat(node.count("exclusive")).isZero();
  }

  @Test
  void whatAChunkOfTheParentReservedStaysReservedForTheChildThatNeedsIt() {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch runs = new CountDownLatch(1);
    TestNode node =
        family(
            (note, context) -> {
              List<RecordKey> books =
                  List.of(new RecordKey("Book", "7"), new RecordKey("Book", "8"));
              context.reserve(books, ReservationScope.CHUNK);
              child("one").reserving(Book.class, List.of(7)).asChild();
              context.releaseChunk();
              return TaskResult.succeeded();
            },
            (note, context) -> {
              runs.countDown();
              goOn.await();
              return TaskResult.succeeded();
            });

    TaskKey key = launch(node);

    eventually().until(() -> runs.getCount() == 0);
    assertThat(node.count("record WHERE held = 1 AND record_id = '7'")).isEqualTo(1);
    assertThat(node.count("record WHERE held = 1")).isEqualTo(1);
    goOn.countDown();
    ended(node, key);
  }

  @Test
  void aHandlerThatIsTakenOverCanTellThatItsChildrenAreLaunchedAlready() {
    TestNode node =
        family(
            (note, context) -> {
              if (!context.hasChildren()) {
                child("one").asChild();
                assertThat(context.hasChildren()).isTrue();
              }
              if (context.attempt().number() == 1) {
                family().worker.run(context.task());
              }
              return TaskResult.succeeded();
            },
            (note, context) -> TaskResult.succeeded());

    TaskKey key = launch(node);

    assertThat(ended(node, key))
        .returns(TaskStatus.SUCCEEDED, Task::status)
        .returns(2, Task::attempt);
    assertThat(childrenOf(key)).hasSize(1);
  }
}
