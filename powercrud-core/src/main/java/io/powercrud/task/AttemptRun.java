package io.powercrud.task;

import io.powercrud.progress.ProgressReporter;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a task's handler in the task's context, and what came of it as a value. */
final class AttemptRun<P extends Record, R extends Record> {

  private static final Logger log = LoggerFactory.getLogger(AttemptRun.class);

  private final Task task;
  private final TaskDefinition<P, R> definition;
  private final Attempt attempt;
  private final TaskPorts ports;
  private final ProgressReporter progress;
  private final BooleanSupplier nodeIsStopping;

  /** What came of a run. */
  sealed interface Outcome {}

  /** The task has ended, as soon as this is committed. */
  record Ended(Ending ending) implements Outcome {}

  /** The work was broken off because the node stops; another attempt goes on with it. */
  record HandedOver() implements Outcome {}

  /** Another attempt has the task. */
  record Lost() implements Outcome {}

  AttemptRun(
      Task task,
      TaskDefinition<P, R> definition,
      Attempt attempt,
      TaskPorts ports,
      ProgressReporter progress,
      BooleanSupplier nodeIsStopping) {
    this.task = task;
    this.definition = definition;
    this.attempt = attempt;
    this.ports = ports;
    this.progress = progress;
    this.nodeIsStopping = nodeIsStopping;
  }

  /**
   * Runs the handler; nothing that it throws gets out, and the thread is not interrupted
   * afterwards.
   */
  Outcome call() {
    try {
      P payload = ports.codec().read(task.payload(), definition.type().payload());
      TaskResult<R> result = HandlerRunner.runTask(definition, payload, context());
      @Nullable R value = result.value();
      @Nullable String text = value == null ? null : ports.codec().write(value);
      Thread.interrupted();
      return ended(result.status(), text, result.error());
    } catch (Throwable e) {
      boolean interrupted = Thread.interrupted();
      return afterwards(e, interrupted);
    }
  }

  private Outcome afterwards(Throwable thrown, boolean interrupted) {
    if (Reasons.find(LostTaskException.class, thrown).isPresent()) {
      log.warn("Task {} ({}) was lost: {}", task.key(), task.type(), thrown.getMessage());
      return new Lost();
    }
    if (nodeIsStopping.getAsBoolean() && isBrokenOff(thrown, interrupted)) {
      return new HandedOver();
    }
    if (Reasons.find(TaskCancelledException.class, thrown).isPresent()
        && state() == AttemptState.CANCEL_REQUESTED) {
      return ended(TaskStatus.CANCELLED, null, null);
    }
    log.error("Task {} ({}) failed", task.key(), task.type(), thrown);
    return ended(TaskStatus.FAILED, null, Reasons.of(thrown));
  }

  private static boolean isBrokenOff(Throwable thrown, boolean interrupted) {
    return interrupted
        || Reasons.find(NodeStoppingException.class, thrown).isPresent()
        || Reasons.find(InterruptedException.class, thrown).isPresent();
  }

  private Outcome ended(TaskStatus status, @Nullable String result, @Nullable String error) {
    return new Ended(new Ending(status, result, error, progress.finish(), ports.clock().instant()));
  }

  private TaskContext context() {
    return new TaskContext(
        attempt,
        task.manager(),
        task.type(),
        task.caller(),
        ports.recordKeys(),
        DescendantRegistrar.immediate(ports.immediate()),
        progress,
        this::checkpoint);
  }

  private AttemptState checkpoint() {
    if (nodeIsStopping.getAsBoolean()) {
      throw new NodeStoppingException(task.key());
    }
    return progress.isCancelRequested() ? AttemptState.CANCEL_REQUESTED : state();
  }

  private AttemptState state() {
    return ports.immediate().tasks().stateOf(attempt);
  }
}
