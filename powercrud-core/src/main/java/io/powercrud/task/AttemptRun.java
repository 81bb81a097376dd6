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
  private final AttemptTime time;
  private final BooleanSupplier nodeIsStopping;

  /** What came of a run. */
  sealed interface Outcome {}

  /** The task's own work has ended, as soon as this is committed. */
  record Ended(Ending ending) implements Outcome {}

  /** The work was broken off because the node stops; another attempt goes on with it. */
  record HandedOver() implements Outcome {}

  /** Another attempt has the task. */
  record Lost() implements Outcome {}

  /**
   * The database went away from under the work, which goes on from what is committed.
   *
   * @param cause what was thrown
   * @param failure how the task ends if it was the last attempt
   */
  record BrokenOff(Throwable cause, Ending failure) implements Outcome {}

  AttemptRun(
      Task task,
      TaskDefinition<P, R> definition,
      Attempt attempt,
      TaskPorts ports,
      ProgressReporter progress,
      AttemptTime time,
      BooleanSupplier nodeIsStopping) {
    this.task = task;
    this.definition = definition;
    this.attempt = attempt;
    this.ports = ports;
    this.progress = progress;
    this.time = time;
    this.nodeIsStopping = nodeIsStopping;
  }

  /**
   * Runs the handler, or the completion step if that is due; nothing that it throws gets out, and
   * the thread is not interrupted afterwards.
   */
  Outcome call() {
    try {
      TaskResult<R> result = work();
      @Nullable R value = result.value();
      @Nullable String text = value == null ? null : ports.codec().write(value);
      Thread.interrupted();
      return ended(result.status(), text, result.error());
    } catch (Throwable e) {
      boolean interrupted = Thread.interrupted();
      return afterwards(e, interrupted);
    }
  }

  private TaskResult<R> work() throws Exception {
    P payload = ports.codec().read(task.payload(), definition.type().payload());
    time.enter();
    try {
      return task.stage() == Stage.WORK
          ? HandlerRunner.runTask(definition, payload, context())
          : HandlerRunner.runStep(definition, payload, handled(), children(), context());
    } finally {
      time.leave();
    }
  }

  private @Nullable R handled() {
    String text = task.result();
    return text == null ? null : ports.codec().read(text, definition.type().result());
  }

  private ChildResults children() {
    return new ChildResults(task.key(), ports.immediate().tasks(), ports.codec());
  }

  private Outcome afterwards(Throwable thrown, boolean interrupted) {
    if (Reasons.find(LostTaskException.class, thrown).isPresent()) {
      log.warn("Task {} ({}) was lost: {}", task.key(), task.type(), thrown.getMessage());
      return new Lost();
    }
    if (nodeIsStopping.getAsBoolean() && isBrokenOff(thrown, interrupted)) {
      return new HandedOver();
    }
    if (ports.stores().transactions().isUnreachable(thrown)) {
      return isLost() ? new Lost() : new BrokenOff(thrown, failed(Reasons.of(thrown)));
    }
    if (time.hasInterrupted() || Reasons.find(TaskTimedOutException.class, thrown).isPresent()) {
      log.warn("Task {} ({}) {}", task.key(), task.type(), time.reason(), thrown);
      return ended(TaskStatus.FAILED, null, time.reason());
    }
    if (Reasons.find(TaskCancelledException.class, thrown).isPresent()
        && state() == AttemptState.CANCEL_REQUESTED) {
      return ended(TaskStatus.CANCELLED, null, null);
    }
    log.error("Task {} ({}) failed", task.key(), task.type(), thrown);
    return ended(TaskStatus.FAILED, null, Reasons.of(thrown));
  }

  /** Whether another attempt has the task, as far as that can be found out. */
  private boolean isLost() {
    try {
      return state() == AttemptState.LOST;
    } catch (RuntimeException e) {
      log.debug("It can't be found out whether task {} was lost", task.key(), e);
      return false;
    }
  }

  private static boolean isBrokenOff(Throwable thrown, boolean interrupted) {
    return interrupted
        || Reasons.find(NodeStoppingException.class, thrown).isPresent()
        || Reasons.find(InterruptedException.class, thrown).isPresent();
  }

  private Outcome ended(TaskStatus status, @Nullable String result, @Nullable String error) {
    return new Ended(new Ending(status, result, error, progress.finish(), ports.clock().instant()));
  }

  private Ending failed(String error) {
    return new Ending(TaskStatus.FAILED, null, error, progress.finish(), ports.clock().instant());
  }

  private TaskContext context() {
    return new TaskContext(
        attempt,
        task.manager(),
        task.type(),
        task.caller(),
        ports.recordKeys(),
        task.treeDeadline(),
        task.turn().priority(),
        DescendantRegistrar.immediate(ports),
        progress,
        new AttemptCheck());
  }

  /** What the attempt is asked at its checkpoints and reports. */
  private final class AttemptCheck implements TaskContext.Checkpoint {

    @Override
    public AttemptState state() {
      return checkpoint();
    }

    @Override
    public void requireGoOn() {
      time.check();
      if (progress.isCancelRequested()) {
        throw new TaskCancelledException(task.key());
      }
    }
  }

  private AttemptState checkpoint() {
    if (nodeIsStopping.getAsBoolean()) {
      throw new NodeStoppingException(task.key());
    }
    time.check();
    return progress.isCancelRequested() ? AttemptState.CANCEL_REQUESTED : state();
  }

  private AttemptState state() {
    return ports.immediate().tasks().stateOf(attempt);
  }
}
