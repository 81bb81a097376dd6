package io.powercrud.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.task.CompletionStep;
import io.powercrud.task.Launch;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.OnFailure;
import io.powercrud.task.Task;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskHandler;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A completion step runs when the last child has ended, and the task ends after it. */
abstract class CompletionStepContract extends FamilyFixture {

  record Sum(int value) {}

  private static final TaskType<Note, Sum> ADD = TaskType.of("add", Note.class, Sum.class);
  private static final TaskType<Note, Sum> NUMBER = TaskType.of("number", Note.class, Sum.class);

  private final Queue<Integer> attempts = new ConcurrentLinkedQueue<>();

  CompletionStepContract(TestDatabase database) {
    super(database);
  }

  private static TaskResult<Sum> number(Note note, TaskContext context) {
    int number = Integer.parseInt(note.text());
    return number < 0 ? TaskResult.failed("below zero") : TaskResult.succeeded(new Sum(number));
  }

  private TestNode adding(TaskHandler<Note, Sum> handler, CompletionStep<Note, Sum> step) {
    return family(
        TaskDefinition.of(ADD, handler).completedBy(step),
        TaskDefinition.of(NUMBER, CompletionStepContract::number));
  }

  private Launch<Note, Sum> number(int number) {
    return family().tasks().run(NUMBER, new Note(Integer.toString(number)));
  }

  private static TaskKey launchSum(TestNode node) {
    return keyOf(node.tasks().run(ADD, new Note("sum")).inlineOrLaunch());
  }

  @Test
  void aCompletionStepGetsTheResultsOfAllChildrenAndIsAnAttemptInTheTasksContext() {
    TestNode node =
        adding(
            (note, context) -> {
              family()
                  .tasks()
                  .launchAll(IntStream.rangeClosed(1, 50).mapToObj(this::number).toList());
              return TaskResult.succeeded(new Sum(1000));
            },
            (note, handled, children, context) -> {
              attempts.add(context.attempt().number());
              assertThat(TaskContext.current()).containsSame(context);
              assertThat(children.count()).isEqualTo(50);
              assertThat(children.count(TaskStatus.SUCCEEDED)).isEqualTo(50);
              TaskContext.registerDescendants(Book.class, List.of(7));
              return TaskResult.succeeded(
                  new Sum(handled.value() + children.of(NUMBER).mapToInt(Sum::value).sum()));
            });

    Task ended = ended(node, launchSum(node));

    assertThat(ended.status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(ended.result()).isEqualTo("{\"value\":2275}");
    assertThat(attempts).containsExactly(2);
    assertThat(ended.attempt()).isEqualTo(2);
    assertThat(node.count("record WHERE held = 1")).isZero();
    eventually().until(() -> node.queued() == 0);
  }

  @Test
  void aTaskWithoutChildrenIsCompletedAtOnce() {
    TestNode node =
        adding(
            (note, context) -> TaskResult.succeeded(new Sum(3)),
            (note, handled, children, context) -> {
              assertThat(children.stream()).isEmpty();
              return TaskResult.succeeded(new Sum(handled.value() + 1));
            });

    assertThat(ended(node, launchSum(node)).result()).isEqualTo("{\"value\":4}");
    assertThat(node.tasks().run(ADD, new Note("now")).runNow())
        .isInstanceOfSatisfying(
            LaunchResult.Ran.class,
            ran -> assertThat(ran.result()).isEqualTo(TaskResult.succeeded(new Sum(4))));
  }

  @Test
  void aCompletionStepSeesWhichChildrenFailedAndMakesNoSuccessOfIt() {
    TestNode node =
        adding(
            (note, context) -> {
              number(1).asChild();
              number(-1).asChild();
              number(-2).onFailure(OnFailure.IGNORE).asChild();
              return TaskResult.succeeded(new Sum(0));
            },
            (note, handled, children, context) -> {
              assertThat(children.count(TaskStatus.FAILED)).isEqualTo(2);
              return TaskResult.succeeded(new Sum(children.of(NUMBER).mapToInt(Sum::value).sum()));
            });

    Task ended = ended(node, launchSum(node));

    assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(ended.error()).contains("below zero");
    assertThat(ended.result()).isEqualTo("{\"value\":1}");
  }

  @Test
  void aCompletionStepThatThrowsFailsItsTaskAndKeepsWhatTheHandlerSaid() {
    TestNode node =
        adding(
            (note, context) -> {
              number(1).asChild();
              return TaskResult.succeeded(new Sum(5));
            },
            (note, handled, children, context) -> {
              attempts.add(context.attempt().number());
              throw new IllegalStateException("out of paper");
            });

    Task ended = ended(node, launchSum(node));

    assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(ended.error()).contains("out of paper");
    assertThat(ended.result()).isEqualTo("{\"value\":5}");
    assertThat(attempts).containsExactly(2);
  }

  @Test
  void aHandlerThatWasPartialStaysSoWhateverTheStepSays() {
    TestNode node =
        adding(
            (note, context) -> {
              number(1).asChild();
              return TaskResult.partial(new Sum(5), "one page was missing");
            },
            (note, handled, children, context) -> TaskResult.succeeded(new Sum(6)));

    Task ended = ended(node, launchSum(node));

    assertThat(ended)
        .returns(TaskStatus.PARTIAL, Task::status)
        .returns("one page was missing", Task::error)
        .returns("{\"value\":6}", Task::result);
  }

  @Test
  void aFailedHandlerIsNotCompleted() {
    TestNode node =
        adding(
            (note, context) -> {
              number(1).asChild();
              throw new IllegalStateException("the pen broke");
            },
            (note, handled, children, context) -> {
              attempts.add(context.attempt().number());
              return TaskResult.succeeded(new Sum(6));
            });

    assertThat(ended(node, launchSum(node)).status()).isEqualTo(TaskStatus.FAILED);
    assertThat(attempts).isEmpty();
  }

  @Test
  void aCompletionStepMayLaunchChildrenThatGateTheEndToo() {
    TestNode node =
        adding(
            (note, context) -> {
              number(1).asChild();
              return TaskResult.succeeded(new Sum(0));
            },
            (note, handled, children, context) -> {
              attempts.add(context.attempt().number());
              number(-5).asChild();
              return TaskResult.succeeded(new Sum(1));
            });

    Task ended = ended(node, launchSum(node));

    assertThat(ended.status()).isEqualTo(TaskStatus.FAILED);
    assertThat(ended.error()).contains("below zero");
    assertThat(childrenOf(ended.key())).hasSize(2);
    assertThat(attempts).containsExactly(2);
  }

  @Test
  void aTaskThatIsCancelledWhileItWaitsIsNotCompleted() {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch runs = new CountDownLatch(1);
    TestNode node =
        family(
            TaskDefinition.of(
                    ADD,
                    (Note note, TaskContext context) -> {
                      child("one").asChild();
                      return TaskResult.succeeded(new Sum(0));
                    })
                .completedBy(
                    (note, handled, children, context) -> {
                      attempts.add(context.attempt().number());
                      return TaskResult.succeeded(new Sum(1));
                    }),
            TaskDefinition.of(
                CHILD,
                (note, context) -> {
                  runs.countDown();
                  goOn.await();
                  return TaskResult.succeeded();
                }));
    TaskKey key = launchSum(node);
    eventually().until(() -> runs.getCount() == 0);

    node.tasks().cancel(key);
    goOn.countDown();

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.CANCELLED);
    assertThat(onlyChildOf(key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(attempts).isEmpty();
  }

  @Test
  void aTaskWithACompletionStepIsNoPartOfAnotherTasksWork() {
    Queue<Throwable> refusals = new ConcurrentLinkedQueue<>();
    TestNode node =
        family(
            TaskDefinition.of(
                NOTE,
                (note, context) -> {
                  refusals.add(
                      catchThrowable(
                          () -> family().tasks().run(ADD, new Note("in")).inlineOrLaunch()));
                  family().tasks().run(ADD, new Note("child")).asChild();
                  return TaskResult.succeeded();
                }),
            TaskDefinition.of(
                    ADD, (Note note, TaskContext context) -> TaskResult.succeeded(new Sum(1)))
                .completedBy(
                    (note, handled, children, context) -> TaskResult.succeeded(new Sum(2))));

    TaskKey key = launch(node);

    assertThat(ended(node, key).status()).isEqualTo(TaskStatus.SUCCEEDED);
    assertThat(refusals)
        .singleElement()
        .satisfies(refusal -> assertThat(refusal).hasMessageContaining("asChild()"));
    assertThat(onlyChildOf(key).result()).isEqualTo("{\"value\":2}");
  }
}
