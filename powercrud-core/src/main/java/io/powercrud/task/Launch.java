package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReserveResult;
import java.time.Duration;
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
  private OnFailure onFailure = OnFailure.FAIL_PARENT;
  private TimeLimits limits;
  private WantedTurn turn = WantedTurn.UNSAID;
  private int mostOpenTasks = Integer.MAX_VALUE;
  private BiConsumer<TaskKey, @Nullable R> whenRolledBack = (task, value) -> {};

  Launch(TaskManager manager, TaskDefinition<P, R> definition, P payload) {
    this.manager = manager;
    this.definition = definition;
    this.payload = payload;
    this.limits = definition.limits();
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

  /**
   * Says what it means for the parent if this is a child and is not wholly done; {@link
   * OnFailure#FAIL_PARENT} unless told.
   */
  public Launch<P, R> onFailure(OnFailure newOnFailure) {
    onFailure = newOnFailure;
    return this;
  }

  /**
   * Fails the task's own work when it takes longer than this from its first start, instead of what
   * its definition says.
   *
   * @throws IllegalArgumentException if that is less than a millisecond
   */
  public Launch<P, R> timeout(Duration timeout) {
    limits = limits.own(timeout);
    return this;
  }

  /**
   * Fails all that is still to be done of the task and its children when this time has passed since
   * its launch, or since it was to start, instead of what its definition says.
   *
   * @throws IllegalArgumentException if that is less than a millisecond
   */
  public Launch<P, R> treeTimeout(Duration timeout) {
    limits = limits.tree(timeout);
    return this;
  }

  /**
   * Has the task start before those that are due and have a lower priority, instead of what its
   * definition says, or its parent where it is a child.
   *
   * @throws IllegalArgumentException if it is not from {@value Turn#LOWEST} to {@value
   *     Turn#HIGHEST}
   */
  public Launch<P, R> priority(int newPriority) {
    turn = turn.priority(newPriority);
    return this;
  }

  /**
   * Has the task start when this time has passed since its launch, by the database's clock. Its
   * records are reserved with the launch.
   *
   * @throws IllegalArgumentException if it is negative or longer than {@link Turn#LONGEST_DELAY}
   */
  public Launch<P, R> delay(Duration newDelay) {
    turn = turn.after(newDelay);
    return this;
  }

  /**
   * Has the task start at that time, by the database's clock; at once where that has passed. Its
   * records are reserved with the launch, which throws an {@link IllegalArgumentException} if the
   * time is further ahead than {@link Turn#LONGEST_DELAY}.
   */
  public Launch<P, R> startAt(Instant newStartAt) {
    turn = turn.at(newStartAt);
    return this;
  }

  private void requireNow(String instead) {
    if (turn.isLater()) {
      throw new IllegalStateException(
          "Task %s is to start later, and can't be done at once; %s"
              .formatted(definition.type(), instead));
    }
  }

  /**
   * Refuses to launch a task that its user waits for in the background while he has so many that
   * have not ended, children not counted. It is asked after the requests of others have committed,
   * so requests at the very same moment can exceed it by as many as there are.
   */
  public Launch<P, R> mostOpenTasks(int newMostOpenTasks) {
    mostOpenTasks = newMostOpenTasks;
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
   * @throws IllegalStateException if it is to start later and would be done inline
   * @throws PayloadException if the payload can't be written as text
   * @throws IdempotencyException if the idempotency key belongs to another request
   */
  public LaunchResult<R> inlineOrLaunch() {
    return launch().orThrow();
  }

  /**
   * Does what {@link #inlineOrLaunch()} does, and says as a value if it was refused.
   *
   * @throws IllegalStateException if it is to start later and would be done inline
   * @throws TaskFailedException if the work was done inline and failed
   * @throws PayloadException if the payload can't be written as text
   * @throws IdempotencyException if the idempotency key belongs to another request
   */
  public LaunchResult<R> launch() {
    Optional<TaskContext> around = TaskContext.current();
    return around.isPresent() ? runInline(around.get()) : launchUnder(null);
  }

  /**
   * Launches a task of its own, even inside another task, which then doesn't wait for it.
   *
   * @throws PayloadException if the payload can't be written as text
   * @throws IdempotencyException if the idempotency key belongs to another request
   */
  public LaunchResult<R> detached() {
    return launchUnder(null);
  }

  /**
   * Launches a child of the task that this thread is inside of: a task of its own with its own row,
   * attempts and outcome, which any node runs, under the key of the root of the tree. That task has
   * not ended before the child has. The child is there when the transaction that this is called in
   * commits, and only if the attempt that launched it may still write then.
   *
   * <p>Outside of any task there is nothing to be a child of: it is a task of its own then.
   *
   * @return {@link LaunchResult.Launched}, or {@link LaunchResult.Known} where it has an
   *     idempotency key
   * @throws ConflictException if another task holds one of the records; nothing was launched
   * @throws BusyException if another transaction is reserving one of the records; likewise
   * @throws PayloadException if the payload can't be written as text
   * @throws IdempotencyException if the idempotency key belongs to another request
   * @throws IllegalStateException if the task around it has ended
   */
  public LaunchResult<R> asChild() {
    return launchUnder(TaskContext.current().orElse(null)).orThrow();
  }

  private LaunchResult<R> runInline(TaskContext around) {
    requireNow("launch it asChild() or detached()");
    return new RunInline<>(
            definition, payload, targets != null ? targets.records() : records, around)
        .call();
  }

  private LaunchResult<R> launchUnder(@Nullable TaskContext parent) {
    LaunchDraft draft = draft(parent);
    try {
      return stores()
          .transactions()
          .join(
              () -> {
                if (parent != null) {
                  parent.answerForChildren();
                }
                return enqueue(draft);
              });
    } catch (BusyException e) {
      return new LaunchResult.Busy<>(e.reason());
    }
  }

  private LaunchResult<R> enqueue(LaunchDraft draft) {
    Optional<LaunchResult<R>> turnedAway =
        create(draft).or(() -> oneTooMany(draft)).or(() -> reserveTargets(draft));
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
   * Where it launched children, it is not done when this returns: it waits for them then, and the
   * answer is {@link LaunchResult.Launched}.
   *
   * @throws IllegalStateException if it is to wait for records that another task holds, or to start
   *     later
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
    requireNow("launch() it");
    Optional<TaskContext> around = TaskContext.current();
    return around.isPresent() ? runInline(around.get()) : new RunNow<>(this).call();
  }

  /**
   * Writes the row and reserves the targets; there is a value only where that was turned away, and
   * nothing is left of it.
   */
  Optional<LaunchResult<R>> write(LaunchDraft draft) {
    return create(draft).or(() -> reserveTargets(draft));
  }

  private Optional<LaunchResult<R>> create(LaunchDraft draft) {
    try {
      return stores().tasks().create(newTask(draft)).map(this::known);
    } catch (BusyException e) {
      return Optional.of(new LaunchResult.Busy<>(e.reason()));
    }
  }

  /** The task itself is written down by then, and counted. */
  private Optional<LaunchResult<R>> oneTooMany(LaunchDraft draft) {
    if (mostOpenTasks == Integer.MAX_VALUE
        || stores().tasks().countOpenOf(draft.caller().name()) <= mostOpenTasks) {
      return Optional.empty();
    }
    stores().tasks().discard(draft.key());
    return Optional.of(new LaunchResult.TooMany<>(draft.caller().name(), mostOpenTasks));
  }

  private Optional<LaunchResult<R>> reserveTargets(LaunchDraft draft) {
    TaskStore tasks = stores().tasks();
    ReserveResult reserved = reserve(draft);
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

  /** What the tree holds for a chunk only is kept for the child. */
  private ReserveResult reserve(LaunchDraft draft) {
    ReserveResult reserved = draft.targets().reserve(draft.key(), draft.root(), onConflict);
    boolean lasts =
        draft.parent() == null
            || !(reserved instanceof ReserveResult.Reserved)
            || onConflict != OnConflict.REFUSE
            || stores().conflicts().keepUntilRootEnds(draft.root(), draft.targets().records());
    return lasts
        ? reserved
        : new ReserveResult.Busy("A chunk has just released some of the records.");
  }

  private LaunchResult<R> known(Task earlier) {
    if (idempotency == null || !idempotency.requestHash().equals(earlier.requestHash())) {
      throw new IdempotencyException(idempotency == null ? "" : idempotency.key(), earlier.key());
    }
    return new LaunchResult.Known<>(earlier);
  }

  LaunchDraft draft() {
    return draft(null);
  }

  LaunchDraft draft(@Nullable TaskContext parent) {
    return draft(parent, manager.ports().clock().instant());
  }

  LaunchDraft draft(@Nullable TaskContext parent, Instant createdAt) {
    TaskPorts ports = manager.ports();
    return new LaunchDraft(
        TaskKey.unique(),
        parent,
        createdAt,
        ports.codec().write(payload),
        callerOf(parent),
        targets != null ? targets : Targets.of(records, stores().conflicts()));
  }

  private Caller callerOf(@Nullable TaskContext parent) {
    if (caller != null) {
      return caller;
    }
    return parent != null ? parent.caller() : manager.ports().access().caller();
  }

  NewTask newTask(LaunchDraft draft) {
    return newTask(draft, 0);
  }

  private NewTask newTask(LaunchDraft draft, long total) {
    TaskContext parent = draft.parent();
    int inherited = parent == null ? definition.priority() : parent.priority();
    Turn own = turn.of(inherited, draft.createdAt());
    Instant begins = own.startAt() == null ? draft.createdAt() : own.startAt();
    return new NewTask(
        draft.key(),
        manager.name(),
        definition.type().name(),
        definition.type().version(),
        draft.payload(),
        draft.caller(),
        reason,
        draft.root(),
        parent == null ? null : parent.task(),
        onFailure,
        limits.own(),
        limits.treeDeadline(begins, parent == null ? null : parent.treeDeadline()),
        total,
        onConflict == OnConflict.WAIT ? begins.plus(manager.claimWait()) : null,
        own,
        draft.createdAt(),
        idempotency);
  }

  /**
   * The task as one of many that are launched together.
   *
   * @throws IllegalArgumentException if it has to be launched by itself
   */
  NewTask oneOfMany(LaunchDraft draft) {
    if (idempotency != null || targets != null || onConflict != OnConflict.REFUSE) {
      throw new IllegalArgumentException(
          "Task %s has an idempotency key, a set of targets or an onConflict of its own; launch it by itself, with asChild()"
              .formatted(definition.type()));
    }
    return newTask(draft, draft.targets().count());
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
