package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A task that is about to be launched: what it works on, for whom and why. Not thread-safe;
 * launched once.
 *
 * <p>Inside another task, {@link #launch()} and {@link #inlineOrLaunch()} enqueue nothing: the work
 * is done at once, in the context of that task, with its records as descendants under that task's
 * key.
 *
 * @param <P> the type of the payload
 * @param <R> the type of the result
 */
public final class Launch<P extends Record, R extends Record> {

  private final TaskManager manager;
  private final TaskDefinition<P, R> definition;
  private final P payload;
  private final List<RecordKey> records = new ArrayList<>();
  private @Nullable Targets targets;
  private @Nullable Caller caller;
  private @Nullable String reason;
  private @Nullable Idempotency idempotency;
  private OnConflict onConflict = OnConflict.REFUSE;
  private BiConsumer<TaskKey, @Nullable R> whenRolledBack = (task, value) -> {};

  Launch(TaskManager manager, TaskDefinition<P, R> definition, P payload) {
    this.manager = manager;
    this.definition = definition;
    this.payload = payload;
  }

  /**
   * Reserves these records with the launch, besides those that were named before.
   *
   * @throws IllegalArgumentException if the class is no entity or an id is not of its id's type
   */
  public Launch<P, R> reserving(Class<?> entityType, Collection<?> ids) {
    records.addAll(manager.ports().recordKeys().keysOf(entityType, ids));
    return this;
  }

  /** Reserves what these targets stand for with the launch, instead of records named one by one. */
  public Launch<P, R> targets(Targets newTargets) {
    targets = newTargets;
    return this;
  }

  /** Says why; shown with the task. */
  public Launch<P, R> reason(@Nullable String newReason) {
    reason = newReason;
    return this;
  }

  /** Says on whose behalf, instead of whoever is calling. */
  public Launch<P, R> caller(Caller newCaller) {
    caller = newCaller;
    return this;
  }

  /**
   * Says what to do about records that another task holds; {@link OnConflict#REFUSE} unless told.
   */
  public Launch<P, R> onConflict(OnConflict newOnConflict) {
    onConflict = newOnConflict;
    return this;
  }

  /** Gives the request a key of the caller's, so that sending it again doesn't start it again. */
  public Launch<P, R> idempotency(@Nullable Idempotency newIdempotency) {
    idempotency = newIdempotency;
    return this;
  }

  /**
   * Says what to keep beside the history's row of a {@link #runNow() run} that was rolled back; it
   * is told the key of the task, and what came of the work all the same, or null.
   */
  public Launch<P, R> whenRolledBack(BiConsumer<TaskKey, @Nullable R> newWhenRolledBack) {
    whenRolledBack = newWhenRolledBack;
    return this;
  }

  /**
   * Runs the work inline where this thread is inside a task, and launches a task otherwise.
   *
   * @throws ConflictException if another task holds one of the records; nothing was done
   * @throws BusyException if another transaction is reserving one of the records; nothing was done
   * @throws TaskFailedException if the work was done inline and failed
   * @throws PayloadException if the payload can't be written as text
   * @throws IdempotencyException if the idempotency key belongs to another request
   */
  public LaunchResult<R> inlineOrLaunch() {
    return launch().orThrow();
  }

  /**
   * Does what {@link #inlineOrLaunch()} does, and says as a value if it was refused.
   *
   * @throws TaskFailedException if the work was done inline and failed
   * @throws PayloadException if the payload can't be written as text
   * @throws IdempotencyException if the idempotency key belongs to another request
   */
  public LaunchResult<R> launch() {
    Optional<TaskContext> around = TaskContext.current();
    return around.isPresent() ? runInline(around.get()) : enqueue();
  }

  /**
   * Launches a task of its own, even inside another task, which then doesn't wait for it.
   *
   * @throws PayloadException if the payload can't be written as text
   * @throws IdempotencyException if the idempotency key belongs to another request
   */
  public LaunchResult<R> detached() {
    return enqueue();
  }

  private LaunchResult<R> runInline(TaskContext around) {
    ReserveResult reserved =
        around.reserve(targets != null ? targets.records() : records, ReservationScope.ROOT_TASK);
    if (reserved instanceof ReserveResult.Refused refused) {
      return new LaunchResult.Refused<>(refused.conflicts());
    }
    if (reserved instanceof ReserveResult.Busy busy) {
      return new LaunchResult.Busy<>(busy.reason());
    }
    TaskResult<R> result = callInline(around);
    if (result instanceof TaskResult.Failed<R> failed) {
      throw new TaskFailedException(failed.reason(), null);
    }
    return new LaunchResult.Ran<>(around.task(), result);
  }

  private TaskResult<R> callInline(TaskContext around) {
    try {
      return HandlerRunner.run(definition, payload, around);
    } catch (RuntimeException e) {
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TaskFailedException("Task " + definition.type() + " was interrupted", e);
    } catch (Exception e) {
      throw new TaskFailedException(Reasons.of(e), e);
    }
  }

  private LaunchResult<R> enqueue() {
    Draft draft = draft();
    try {
      return stores().transactions().join(() -> enqueue(draft));
    } catch (BusyException e) {
      return new LaunchResult.Busy<>(e.reason());
    }
  }

  private LaunchResult<R> enqueue(Draft draft) {
    Optional<LaunchResult<R>> turnedAway = write(draft);
    if (turnedAway.isPresent()) {
      return turnedAway.get();
    }
    manager.ports().engine().enqueue(draft.key(), draft.createdAt());
    tell(draft.key(), TaskStatus.PENDING);
    return new LaunchResult.Launched<>(draft.key());
  }

  /**
   * Does the work before it returns, as a task with a row in the history: row, reservations, work
   * and end are one transaction, which joins the caller's. If the work fails, all of it is rolled
   * back, and where the transaction was not the caller's the failed task is written down
   * afterwards.
   *
   * <p>Inside another task it is part of that task's work: its records are that task's descendants.
   *
   * @throws IllegalStateException if it is to wait for records that another task holds
   * @throws TaskFailedException if the work failed in the caller's transaction, which must be
   *     rolled back then
   * @throws PayloadException if the payload can't be written as text
   * @throws IdempotencyException if the idempotency key belongs to another request
   */
  public LaunchResult<R> runNow() {
    if (onConflict == OnConflict.WAIT) {
      throw new IllegalStateException(
          "Task %s can't be done at once and wait for its records too; launch() it, or refuse or skip what is held"
              .formatted(definition.type()));
    }
    Optional<TaskContext> around = TaskContext.current();
    return around.isPresent() ? runInline(around.get()) : new RunNow<>(this).call();
  }

  /**
   * Writes the row and reserves the targets; there is a value only where that was turned away, and
   * nothing is left of it.
   */
  Optional<LaunchResult<R>> write(Draft draft) {
    TaskStore tasks = stores().tasks();
    Optional<Task> earlier;
    try {
      earlier = tasks.create(newTask(draft));
    } catch (BusyException e) {
      return Optional.of(new LaunchResult.Busy<>(e.reason()));
    }
    if (earlier.isPresent()) {
      return Optional.of(known(earlier.get()));
    }
    ReserveResult reserved = draft.targets().reserve(draft.key(), draft.key(), onConflict);
    if (reserved instanceof ReserveResult.Reserved) {
      tasks.setTotal(draft.key(), draft.targets().count());
      return Optional.empty();
    }
    tasks.discard(draft.key());
    return Optional.of(
        reserved instanceof ReserveResult.Refused refused
            ? new LaunchResult.Refused<>(refused.conflicts())
            : new LaunchResult.Busy<>(((ReserveResult.Busy) reserved).reason()));
  }

  private LaunchResult<R> known(Task earlier) {
    if (idempotency == null || !idempotency.requestHash().equals(earlier.requestHash())) {
      throw new IdempotencyException(idempotency == null ? "" : idempotency.key(), earlier.key());
    }
    return new LaunchResult.Known<>(earlier);
  }

  /** What of a launch is settled before its transaction begins. */
  record Draft(TaskKey key, Instant createdAt, String payload, Caller caller, Targets targets) {}

  Draft draft() {
    TaskPorts ports = manager.ports();
    return new Draft(
        TaskKey.unique(),
        ports.clock().instant(),
        ports.codec().write(payload),
        caller != null ? caller : ports.access().caller(),
        targets != null ? targets : Targets.of(records, stores().conflicts()));
  }

  NewTask newTask(Draft draft) {
    return new NewTask(
        draft.key(),
        manager.name(),
        definition.type().name(),
        definition.type().version(),
        draft.payload(),
        draft.caller(),
        reason,
        draft.key(),
        null,
        OnFailure.FAIL_PARENT,
        null,
        null,
        0,
        onConflict == OnConflict.WAIT ? draft.createdAt().plus(manager.claimWait()) : null,
        draft.createdAt(),
        idempotency);
  }

  void tell(TaskKey key, TaskStatus status) {
    manager
        .events()
        .tellAfterCommit(
            stores().transactions(), key, manager.name(), definition.type().name(), status);
  }

  Stores stores() {
    return manager.ports().stores();
  }

  TaskManager manager() {
    return manager;
  }

  TaskDefinition<P, R> definition() {
    return definition;
  }

  P payload() {
    return payload;
  }

  BiConsumer<TaskKey, @Nullable R> whenRolledBack() {
    return whenRolledBack;
  }
}
