package io.powercrud.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.TaskKey;
import io.powercrud.task.DeliveredTask;
import io.powercrud.task.LaunchResult;
import io.powercrud.task.TaskContext;
import io.powercrud.task.TaskDefinition;
import io.powercrud.task.TaskHandler;
import io.powercrud.task.TaskResult;
import io.powercrud.task.TaskStatus;
import io.powercrud.task.TaskType;
import io.powercrud.task.TaskType.Nothing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

/** A thousand tasks of all kinds on eight threads. */
class ContextLeakTest {

  private static final int THREADS = 8;
  private static final int TASKS = 1_000;

  record Piece(int value) {}

  private static final TaskType<Piece, Nothing> MIXED = TaskType.of("mixed", Piece.class);
  private static final TaskType<Piece, Nothing> NESTED = TaskType.of("nested", Piece.class);

  private TaskTestKit kit;

  private final TaskHandler<Piece, Nothing> mixed =
      (number, context) -> {
        switch (number.value() % 8) {
          case 0 -> throw new IllegalStateException("an exception");
          case 1 -> throw new AssertionError("an error");
          case 2 -> throw new InterruptedException("an interruption");
          case 3 -> {
            kit.manager().run(NESTED, number).inlineOrLaunch();
            throw new IOException("after nested work");
          }
          case 4 -> kit.manager().run(NESTED, number).inlineOrLaunch();
          case 5 -> TaskContext.progress("half way");
          default -> TaskContext.registerDescendants(Piece.class, List.of(number.value()));
        }
        return TaskResult.succeeded();
      };

  @Test
  void aThousandMixedTasksOnEightThreadsLeaveNoContextOnAnyThread() throws Exception {
    kit =
        TaskTestKit.with(
            TaskDefinition.of(MIXED, mixed),
            TaskDefinition.of(NESTED, (number, context) -> TaskResult.succeeded()));
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<TaskStatus>> ends = new ArrayList<>();
      for (int i = 0; i < TASKS; i++) {
        TaskKey task = launched(i);
        ends.add(pool.submit(() -> run(task)));
      }
      long failed = 0;
      for (Future<TaskStatus> end : ends) {
        failed += end.get() == TaskStatus.FAILED ? 1 : 0;
      }

      assertThat(failed).isEqualTo(TASKS / 2);
      assertThat(leftOn(pool)).isEmpty();
    } finally {
      pool.shutdownNow();
    }
  }

  private TaskKey launched(int number) {
    LaunchResult<Nothing> result = kit.manager().run(MIXED, new Piece(number)).detached();
    return ((LaunchResult.Launched<Nothing>) result).task();
  }

  private TaskStatus run(TaskKey task) {
    kit.worker().run(DeliveredTask.of(task));
    assertThat(TaskContext.isActive()).isFalse();
    return kit.manager().find(task).orElseThrow().status();
  }

  /** What each of the threads still has; a barrier keeps one from answering for another. */
  private static List<String> leftOn(ExecutorService pool) throws Exception {
    CyclicBarrier together = new CyclicBarrier(THREADS);
    List<Future<String>> looks = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      looks.add(
          pool.submit(
              () -> {
                together.await();
                return TaskContext.current().map(Object::toString).orElse("")
                    + String.valueOf(MDC.get(TaskContext.MDC_KEY)).replace("null", "");
              }));
    }
    List<String> left = new ArrayList<>();
    for (Future<String> look : looks) {
      if (!look.get().isEmpty()) {
        left.add(look.get());
      }
    }
    return left;
  }
}
