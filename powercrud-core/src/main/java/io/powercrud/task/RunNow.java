package io.powercrud.task;

import io.powercrud.TaskKey;
import io.powercrud.conflict.BusyException;
import io.powercrud.progress.Progress;
import io.powercrud.progress.ProgressReporter;
import io.powercrud.progress.ProgressStore;
import io.powercrud.task.TaskResult.Failed;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One task whose row, reservations, work and end are one transaction, in the thread of the caller.
 */
final class RunNow<P extends Record, R extends Record> {

  private final Launch<P, R> launch;
  private final LaunchDraft draft;
  private final TaskPorts ports;
  private final Stores stores;

  RunNow(Launch<P, R> launch) {
    this.launch = launch;
    this.draft = launch.draft();
    this.ports = launch.manager().ports();
    this.stores = launch.stores();
  }

  LaunchResult<R> call() {
    boolean inCallersTransaction = stores.transactions().isActive();
    try {
      return stores.transactions().join(this::runInTransaction);
    } catch (IdempotencyException e) {
      throw e;
    } catch (BusyException e) {
      return new LaunchResult.Busy<>(e.reason());
    } catch (WorkFailed e) {
      return rolledBack(inCallersTransaction, e.failed(), e.getCause());
    } catch (RuntimeException e) {
      return rolledBack(inCallersTransaction, new Failed<>(null, Reasons.of(e)), e);
    }
  }

  private LaunchResult<R> runInTransaction() {
    Optional<LaunchResult<R>> turnedAway = launch.write(draft);
    if (turnedAway.isPresent()) {
      return turnedAway.get();
    }
    TaskDefinition<P, R> definition = launch.definition();
    Done<R> handled = work(context -> HandlerRunner.runTask(definition, launch.payload(), context));
    TaskTree.Next next = end(handled, definition.step() != null);
    if (next == TaskTree.Next.RUN_STEP) {
      ChildResults none = new ChildResults(draft.key(), stores.tasks(), ports.codec());
      @Nullable R value = handled.result().value();
      handled =
          work(
              context -> HandlerRunner.runStep(definition, launch.payload(), value, none, context));
      next = end(handled, false);
    }
    return next == TaskTree.Next.ENDED
        ? new LaunchResult.Ran<>(draft.key(), handled.result())
        : new LaunchResult.Launched<>(draft.key());
  }

  /** Work in the context of the task. */
  @FunctionalInterface
  private interface Work<R extends Record> {
    TaskResult<R> in(TaskContext context) throws Exception;
  }

  /** What came of some work, and what it last reported. */
  private record Done<R extends Record>(TaskResult<R> result, @Nullable Progress progress) {}

  private Done<R> work(Work<R> work) {
    ProgressReporter progress =
        new ProgressReporter(draft.key(), NoProgress.INSTANCE, ports.clock());
    TaskResult<R> result = resultOf(work, context(begin(), progress));
    if (result instanceof Failed<R> failed) {
      throw new WorkFailed(failed, null);
    }
    return new Done<>(result, progress.finish());
  }

  private TaskContext context(Attempt attempt, ProgressReporter progress) {
    NewTask task = launch.newTask(draft);
    return new TaskContext(
        attempt,
        launch.manager().name(),
        launch.definition().type().name(),
        draft.caller(),
        ports.recordKeys(),
        task.treeDeadline(),
        task.turn().priority(),
        DescendantRegistrar.joining(stores),
        progress,
        () -> AttemptState.CURRENT);
  }

  private TaskResult<R> resultOf(Work<R> work, TaskContext context) {
    try {
      return work.in(context);
    } catch (Throwable e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new WorkFailed(new Failed<>(null, Reasons.of(e)), e);
    }
  }

  private LaunchResult<R> rolledBack(
      boolean inCallersTransaction, Failed<?> failed, @Nullable Throwable cause) {
    if (inCallersTransaction) {
      throw new TaskFailedException(failed.reason(), cause);
    }
    @SuppressWarnings("unchecked") // it was made by this run's own handler
    Failed<R> result = (Failed<R>) failed;
    return stores
        .transactions()
        .join(
            () -> {
              Optional<Task> earlier = stores.tasks().create(launch.newTask(draft));
              if (earlier.isPresent()) {
                return new LaunchResult.Known<>(earlier.get());
              }
              begin();
              stores.tasks().setTotal(draft.key(), draft.targets().count());
              launch.whenRolledBack().accept(draft.key(), result.value());
              end(new Done<>(result, null), false);
              return new LaunchResult.Ran<>(draft.key(), result);
            });
  }

  private Attempt begin() {
    return stores
        .tasks()
        .beginAttempt(draft.key(), ports.clock().instant())
        .orElseThrow(() -> new IllegalStateException("Task %s is gone".formatted(draft.key())));
  }

  private TaskTree.Next end(Done<R> done, boolean hasStep) {
    @Nullable R value = done.result().value();
    return launch
        .manager()
        .tree()
        .ownWorkEnded(
            draft.key(),
            new Ending(
                done.result().status(),
                value == null ? null : ports.codec().write(value),
                done.result().error(),
                done.progress(),
                ports.clock().instant()),
            hasStep);
  }

  /** Carries a failure out of the transaction, so that it is rolled back. */
  private static final class WorkFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Failed<?> failed;

    WorkFailed(Failed<?> failed, @Nullable Throwable cause) {
      super(failed.reason(), cause);
      this.failed = failed;
    }

    Failed<?> failed() {
      return failed;
    }
  }

  /** Nobody can see the row yet, so there is nobody to report to. */
  private enum NoProgress implements ProgressStore {
    INSTANCE;

    @Override
    public boolean write(TaskKey task, Progress progress) {
      return false;
    }

    @Override
    public Progress read(TaskKey task) {
      return Progress.NONE;
    }
  }
}
