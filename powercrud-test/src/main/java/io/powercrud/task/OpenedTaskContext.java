package io.powercrud.task;

import io.powercrud.TaskKey;
import io.powercrud.progress.Progress;
import io.powercrud.progress.ProgressReporter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The context of a task that a test opened by itself, for use in a try-with-resources statement.
 * The task is in the store as a running one, and ends as succeeded when the context is closed.
 */
public final class OpenedTaskContext implements AutoCloseable {

  private static final String TYPE = "opened-by-a-test";

  private final TaskPorts ports;
  private final TaskContext context;
  private final @Nullable TaskContext previous;

  private OpenedTaskContext(TaskPorts ports, TaskContext context) {
    this.ports = ports;
    this.context = context;
    this.previous = TaskContext.swap(context);
  }

  /** Writes a running task down and opens its context on this thread. */
  public static OpenedTaskContext open(TaskPorts ports) {
    Stores stores = ports.immediate();
    TaskKey key = TaskKey.unique();
    NewTask task =
        new NewTask(
            key,
            TaskManager.DEFAULT_NAME,
            TYPE,
            1,
            ports.codec().write(TaskType.Nothing.NOTHING),
            ports.access().caller(),
            null,
            key,
            null,
            OnFailure.FAIL_PARENT,
            null,
            null,
            0,
            null,
            Turn.NEXT,
            ports.clock().instant(),
            null);
    return open(ports, stores, task);
  }

  private static OpenedTaskContext open(TaskPorts ports, Stores stores, NewTask task) {
    Attempt attempt =
        stores
            .transactions()
            .separate(
                () -> {
                  stores.tasks().create(task);
                  return stores.tasks().beginAttempt(task.key(), ports.clock().instant());
                })
            .orElseThrow();
    return new OpenedTaskContext(
        ports,
        new TaskContext(
            attempt,
            task.manager(),
            task.type(),
            task.caller(),
            ports.recordKeys(),
            task.treeDeadline(),
            task.turn().priority(),
            DescendantRegistrar.immediate(ports),
            new ProgressReporter(task.key(), ports.progress(), ports.clock()),
            () -> stores.tasks().stateOf(attempt)));
  }

  /** The context itself. */
  public TaskContext context() {
    return context;
  }

  /** The key of the task. */
  public TaskKey task() {
    return context.task();
  }

  /** What code inside the context last reported. */
  public Progress progress() {
    return ports.progress().read(context.task());
  }

  /**
   * Restores what was there before, and ends the task, which releases what it reserved; where it
   * launched children, the last of them ends it.
   */
  @Override
  public void close() {
    TaskContext.swap(previous);
    context.close();
    ports
        .stores()
        .transactions()
        .fenced(
            context.attempt(),
            () ->
                new TaskTree(ports, manager -> new TaskEvents(List.of(), ports.clock()))
                    .ownWorkEnded(
                        context.task(),
                        new Ending(
                            TaskStatus.SUCCEEDED,
                            null,
                            null,
                            context.reporter().finish(),
                            ports.clock().instant()),
                        false));
  }
}
