package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.RecordKeys;
import io.powercrud.conflict.ReservationScope;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.progress.ProgressReporter;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The answer to "which task am I in?": opened by the worker around a handler, readable anywhere
 * below it, gone afterwards.
 *
 * <p>Code that may run inside a task or outside of one asks {@link #isActive()}; code that belongs
 * to a task registers the records that it comes to change and reports progress through the static
 * methods. The context of a task that has ended is closed: work that outlived its task and then
 * calls one of these gets an exception that says so, and the task says so too. Thread-safe.
 */
public final class TaskContext {

  /** The key under which log lines carry the task key in the MDC. */
  public static final String MDC_KEY = "powercrud.task";

  private static final Logger log = LoggerFactory.getLogger(TaskContext.class);
  private static final ThreadLocal<@Nullable TaskContext> CURRENT = new ThreadLocal<>();

  private final Attempt attempt;
  private final String manager;
  private final String type;
  private final Caller caller;
  private final RecordKeys recordKeys;
  private final @Nullable Instant treeDeadline;
  private final int priority;
  private final DescendantRegistrar registrar;
  private final ProgressReporter progress;
  private final Checkpoint checkpoint;
  private volatile Set<RecordKey> targets = Set.of();
  private final AtomicBoolean escaped = new AtomicBoolean();
  private volatile boolean closed;

  /** What a task is asked at its checkpoints. */
  @FunctionalInterface
  interface Checkpoint {
    AttemptState state();

    /** Demands that nothing is known by which the attempt is to stop; asks nobody. */
    default void requireGoOn() {}
  }

  TaskContext(
      Attempt attempt,
      String manager,
      String type,
      Caller caller,
      RecordKeys recordKeys,
      @Nullable Instant treeDeadline,
      int priority,
      DescendantRegistrar registrar,
      ProgressReporter progress,
      Checkpoint checkpoint) {
    this.attempt = attempt;
    this.manager = manager;
    this.type = type;
    this.caller = caller;
    this.recordKeys = recordKeys;
    this.treeDeadline = treeDeadline;
    this.priority = priority;
    this.registrar = registrar;
    this.progress = progress;
    this.checkpoint = checkpoint;
  }

  /** The context of the task that this thread works for, empty where it works for none. */
  public static Optional<TaskContext> current() {
    return Optional.ofNullable(CURRENT.get());
  }

  /** Whether this thread works for a task. */
  public static boolean isActive() {
    return CURRENT.get() != null;
  }

  /**
   * Reserves more records under the key of the root task, until that ends. A record that the task
   * already holds is no conflict.
   *
   * @param entityType the entity class of the records
   * @param ids their ids; may be empty
   * @throws ConflictException if another task holds one of them; none was reserved then
   * @throws BusyException if another transaction was reserving one of them at this moment
   * @throws IllegalStateException if this thread works for no task, or for one that has ended
   */
  public static void registerDescendants(Class<?> entityType, Collection<?> ids) {
    TaskContext context = required("registerDescendants");
    context.register(context.recordKeys.keysOf(entityType, ids));
  }

  /**
   * Reserves more records under the key of the root task, until that ends, and waits for those that
   * other tasks hold.
   *
   * <p>Nobody waits in a transaction, because others would wait for its locks. A bulk task rolls
   * its chunk back, waits, and does it again. In any other transaction this fails at once where it
   * would have to wait: call it before the transaction begins.
   *
   * @param entityType the entity class of the records
   * @param ids their ids; may be empty
   * @param wait how long to wait at most; zero fails at once, also where the default is to wait
   * @throws ConflictException if another task holds one of them still; none was reserved then
   * @throws io.powercrud.conflict.DeadlockException if that task waits for this one too, itself or
   *     through others, and this one was launched last
   * @throws BusyException if another transaction was reserving one of them to the last
   * @throws AttemptStoppedException as {@link #checkpoint()}, while it waits
   * @throws IllegalArgumentException if the wait is negative
   * @throws IllegalStateException if this thread works for no task, or for one that has ended, or
   *     was interrupted while it waited
   */
  public static void registerDescendants(Class<?> entityType, Collection<?> ids, Duration wait) {
    TaskContext context = required("registerDescendants");
    context.register(context.recordKeys.keysOf(entityType, ids), wait);
  }

  /**
   * Reserves those of the records that no other task holds under the key of the root task, until
   * that ends, and says which these are.
   *
   * @param entityType the entity class of the records
   * @param ids their ids; may be empty
   * @return the records that the task holds now, and the conflicts of the others
   * @throws BusyException if another transaction was reserving one of them at this moment
   * @throws IllegalStateException if this thread works for no task, or for one that has ended
   */
  public static RegisteredDescendants registerFreeDescendants(
      Class<?> entityType, Collection<?> ids) {
    TaskContext context = required("registerFreeDescendants");
    return context.registerFree(context.recordKeys.keysOf(entityType, ids));
  }

  /**
   * Reserves more records as {@link #registerDescendants} does, and keeps the other tasks of the
   * same tree from doing this with them until this task ends: a parent from its children, and
   * siblings from each other.
   *
   * @param entityType the entity class of the records
   * @param ids their ids; may be empty
   * @throws ConflictException if another task holds one of them, or one of the same tree registered
   *     it exclusively, which it names
   * @throws BusyException if another transaction was reserving one of them at this moment
   * @throws IllegalStateException if this thread works for no task, or for one that has ended
   */
  public static void registerExclusively(Class<?> entityType, Collection<?> ids) {
    TaskContext context = required("registerExclusively");
    Collection<RecordKey> records = context.recordKeys.keysOf(entityType, ids);
    if (!records.isEmpty()) {
      context.registrar.reserveExclusively(context.attempt, records).orThrow();
    }
  }

  /**
   * Reserves more records under the key of the root task, until that ends, as {@link
   * #registerDescendants(Class, Collection)} does.
   *
   * @param records the keys of the records; may be empty
   * @throws ConflictException if another task holds one of them; none was reserved then
   * @throws BusyException if another transaction was reserving one of them at this moment
   * @throws IllegalStateException if this thread works for no task, or for one that has ended
   */
  public static void registerDescendants(Collection<RecordKey> records) {
    required("registerDescendants").register(records);
  }

  /**
   * Reserves more records, and waits for those that other tasks hold, as {@link
   * #registerDescendants(Class, Collection, Duration)} does.
   *
   * @param records the keys of the records; may be empty
   * @param wait how long to wait at most
   * @throws ConflictException if another task holds one of them still; none was reserved then
   * @throws BusyException if another transaction was reserving one of them to the last
   * @throws AttemptStoppedException as {@link #checkpoint()}, while it waits
   * @throws IllegalArgumentException if the wait is negative
   * @throws IllegalStateException if this thread works for no task, or for one that has ended, or
   *     was interrupted while it waited
   */
  public static void registerDescendants(Collection<RecordKey> records, Duration wait) {
    required("registerDescendants").register(records, wait);
  }

  /**
   * Reserves those of the records that no other task holds, as {@link
   * #registerFreeDescendants(Class, Collection)} does.
   *
   * @param records the keys of the records; may be empty
   * @return the records that the task holds now, and the conflicts of the others
   * @throws BusyException if another transaction was reserving one of them at this moment
   * @throws IllegalStateException if this thread works for no task, or for one that has ended
   */
  public static RegisteredDescendants registerFreeDescendants(Collection<RecordKey> records) {
    return required("registerFreeDescendants").registerFree(records);
  }

  /**
   * The records that a save or a deletion of this entity would reach by itself, because the mapping
   * has it cascade to them, so that one call registers them.
   *
   * @param entity a managed entity; what it would cascade to is loaded where it is not
   * @throws IllegalStateException if this thread works for no task, or for one that has ended
   */
  public static Set<RecordKey> dependents(Object entity) {
    return required("dependents").recordKeys.dependents(entity);
  }

  /**
   * Reports what is being done, for people; the numbers stay as they are.
   *
   * @throws TaskCancelledException if somebody asked for the task to be cancelled, and the store
   *     said so when an earlier report was written
   * @throws TaskTimedOutException if the time that the task has is over
   * @throws IllegalStateException if this thread works for no task, or for one that has ended
   */
  public static void progress(String message) {
    TaskContext context = required("progress");
    context.progress.report(message);
    context.checkpoint.requireGoOn();
  }

  /**
   * Reports how much is done, and what is being done.
   *
   * @param done how many units of work are done; a number smaller than before leaves that one
   *     standing
   * @param total how many there are in all, or 0 where that is not known
   * @param message what is being done, for people
   * @throws TaskCancelledException if somebody asked for the task to be cancelled, and the store
   *     said so when an earlier report was written
   * @throws TaskTimedOutException if the time that the task has is over
   * @throws IllegalStateException if this thread works for no task, or for one that has ended
   */
  public static void progress(long done, long total, String message) {
    TaskContext context = required("progress");
    context.progress.report(done, total, message);
    context.checkpoint.requireGoOn();
  }

  /**
   * Marks a point where the work may stop: a long-running handler passes one about every second.
   *
   * @throws TaskCancelledException if somebody asked for the task to be cancelled
   * @throws TaskTimedOutException if the time that the task has is over
   * @throws NodeStoppingException if this node is being stopped, and the task handed over
   * @throws LostTaskException if a newer attempt has the task
   * @throws IllegalStateException if this thread works for no task, or for one that has ended
   */
  public static void checkpoint() {
    required("checkpoint").check();
  }

  /**
   * Runs work of a handler in a transaction of its own that commits only if this attempt is still
   * the newest one: a worker that lost its task writes nothing more, and a frozen one has its
   * transaction ended by the database after a lease. The calls that the work makes join that
   * transaction. Where the whole task is a part of its caller's transaction, the work is too.
   *
   * @param work what is done; what it throws rolls the transaction back and is passed on
   * @return what the work returned
   * @throws LostTaskException if a newer attempt has the task, or its own work was over before the
   *     commit; everything is rolled back then
   * @throws IllegalStateException if this thread works for no task, or for one that has ended
   */
  public static <T> T inFencedTransaction(Supplier<T> work) {
    TaskContext context = required("inFencedTransaction");
    return context.registrar.fenced(context.attempt, work);
  }

  /**
   * Runs work of a handler as {@link #inFencedTransaction(Supplier)} does.
   *
   * @param work what is done; what it throws rolls the transaction back and is passed on
   * @throws LostTaskException if a newer attempt has the task, or its own work was over before the
   *     commit; everything is rolled back then
   * @throws IllegalStateException if this thread works for no task, or for one that has ended
   */
  public static void inFencedTransaction(Runnable work) {
    inFencedTransaction(
        () -> {
          work.run();
          return true;
        });
  }

  private static TaskContext required(String call) {
    TaskContext context = CURRENT.get();
    if (context == null) {
      throw new IllegalStateException(
          "TaskContext.%s was called by thread '%s', which works for no task; ask TaskContext.isActive() first, or hand the"
                  .formatted(call, Thread.currentThread().getName())
              + " context on with the work (see \"What propagates\" in the documentation of asynchronous processing)");
    }
    context.requireOpen(call);
    return context;
  }

  private void requireOpen(String call) {
    if (closed) {
      String thread = Thread.currentThread().getName();
      noteEscapedWork(thread);
      throw new IllegalStateException(
          "%s was called by thread '%s' for task %s, which has ended: the work outlived its task. Wait for it in the handler"
              .formatted(call, thread, attempt.task()));
    }
  }

  private void noteEscapedWork(String thread) {
    if (escaped.compareAndSet(false, true)) {
      log.warn("Escaped work of task {} ({}) goes on in thread '{}'", task(), type, thread);
      try {
        registrar.noteEscapedWork(attempt, thread);
      } catch (RuntimeException e) {
        log.warn("The escaped work of task {} could not be noted with it", task(), e);
      }
    }
  }

  /**
   * Reserves more records for this task, as {@link #registerDescendants} does.
   *
   * @param records the records; repetition does no harm; may be empty
   * @throws ConflictException if another task holds one of them; none was reserved then
   * @throws BusyException if another transaction was reserving one of them at this moment
   * @throws IllegalStateException if the task has ended
   */
  public void register(Collection<RecordKey> records) {
    reserve(records, ReservationScope.ROOT_TASK).orThrow();
  }

  /**
   * Reserves more records for this task, and says as a value what became of it.
   *
   * @param records the records; repetition does no harm; may be empty
   * @param scope how long they stay reserved
   * @throws IllegalStateException if the task has ended
   */
  public ReserveResult reserve(Collection<RecordKey> records, ReservationScope scope) {
    requireOpen("registerDescendants");
    if (records.isEmpty()) {
      return new ReserveResult.Reserved(0, 0);
    }
    return registrar.reserve(attempt, records, scope);
  }

  /**
   * Reserves more records for this task and waits for those that other tasks hold, as {@link
   * #registerDescendants(Class, Collection, Duration)} does.
   *
   * @param records the records; repetition does no harm; may be empty
   * @param wait how long to wait at most
   * @throws ConflictException if another task holds one of them still; none was reserved then
   * @throws BusyException if another transaction was reserving one of them to the last
   * @throws IllegalArgumentException if the wait is negative
   * @throws IllegalStateException if the task has ended, or the thread was interrupted
   */
  public void register(Collection<RecordKey> records, Duration wait) {
    if (wait.isNegative()) {
      throw new IllegalArgumentException(
          "A registration waits for a positive time or, with zero, not at all; not " + wait);
    }
    if (registrar.isInTransaction()) {
      ReserveResult result = reserve(records, ReservationScope.ROOT_TASK);
      if (result instanceof ReserveResult.Refused refused) {
        throw ConflictException.withinTransaction(refused.conflicts(), wait);
      }
      result.orThrow();
      return;
    }
    try {
      reserve(records, ReservationScope.ROOT_TASK, wait).orThrow();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(
          "Task %s was interrupted while it waited for records of others".formatted(task()), e);
    }
  }

  /**
   * Reserves more records for this task, waits for those that other tasks hold, and says as a value
   * what became of it.
   *
   * @param records the records; repetition does no harm; may be empty
   * @param scope how long they stay reserved
   * @param wait how long to wait at most
   * @throws InterruptedException if the thread is interrupted while it waits
   * @throws IllegalStateException if the task has ended, or the caller is in a transaction
   */
  public ReserveResult reserve(Collection<RecordKey> records, ReservationScope scope, Duration wait)
      throws InterruptedException {
    requireOpen("registerDescendants");
    if (registrar.isInTransaction()) {
      throw new IllegalStateException(
          "Task %s can't wait for records within a transaction, whose locks others would wait for; do it before it begins"
              .formatted(task()));
    }
    return records.isEmpty()
        ? new ReserveResult.Reserved(0, 0)
        : registrar.reserveWaiting(attempt, records, scope, wait, this::check);
  }

  /**
   * Reserves those of the records that no other task holds, as {@link
   * #registerFreeDescendants(Class, Collection)} does.
   *
   * @param records the records; repetition does no harm; may be empty
   * @return the records that the task holds now, and the conflicts of the others
   * @throws BusyException if another transaction was reserving one of them at this moment
   * @throws IllegalStateException if the task has ended
   */
  public RegisteredDescendants registerFree(Collection<RecordKey> records) {
    Set<RecordKey> free = new LinkedHashSet<>(records);
    Map<RecordKey, Conflict> skipped = new TreeMap<>();
    ReserveResult result = reserve(free, ReservationScope.ROOT_TASK);
    while (result instanceof ReserveResult.Refused refused) {
      refused.conflicts().first().forEach(conflict -> skipped.put(conflict.record(), conflict));
      skipped.putAll(heldByOthers(free));
      free.removeAll(skipped.keySet());
      result = reserve(free, ReservationScope.ROOT_TASK);
    }
    result.orThrow();
    return new RegisteredDescendants(free, List.copyOf(skipped.values()));
  }

  /** Who else holds which of these records at the moment. */
  public Map<RecordKey, Conflict> heldByOthers(Collection<RecordKey> records) {
    Map<RecordKey, Conflict> held = new TreeMap<>(registrar.stores().conflicts().holders(records));
    held.values().removeIf(conflict -> conflict.holder().equals(root()));
    return held;
  }

  /**
   * Releases the descendants of this task that were reserved for the chunk that has now committed.
   *
   * @throws LostTaskException if a newer attempt has the task; nothing was released then
   * @throws IllegalStateException if the task has ended
   */
  public void releaseChunk() {
    requireOpen("releaseChunk");
    registrar.releaseChunk(attempt);
  }

  /**
   * Marks a point where this task may stop, as {@link #checkpoint()} does.
   *
   * @throws TaskCancelledException if somebody asked for the task to be cancelled
   * @throws TaskTimedOutException if the time that the task has is over
   * @throws NodeStoppingException if this node is being stopped, and the task handed over
   * @throws LostTaskException if a newer attempt has the task
   */
  public void check() {
    requireOpen("checkpoint");
    switch (checkpoint.state()) {
      case CURRENT -> {}
      case CANCEL_REQUESTED -> throw new TaskCancelledException(attempt.task());
      case LOST -> throw new LostTaskException(attempt);
    }
  }

  /** Has the transaction that launches children stand or fall with this attempt. */
  void answerForChildren() {
    requireOpen("asChild");
    registrar.answerForChildren(attempt);
  }

  /**
   * Whether this task has launched children that were committed, in this attempt or an earlier one.
   * A handler runs again from the start where its node died: one that launches all of its children
   * in one transaction asks this first, and doesn't launch them twice.
   *
   * @throws IllegalStateException if the task has ended
   */
  public boolean hasChildren() {
    requireOpen("hasChildren");
    return registrar.hasChildren(attempt);
  }

  /** When the tree around it is to have ended, or null. */
  @Nullable Instant treeDeadline() {
    return treeDeadline;
  }

  /** The priority that its children have, unless their launch says otherwise. */
  int priority() {
    return priority;
  }

  /** The key of the task. */
  public TaskKey task() {
    return attempt.task();
  }

  /** The key of the root of its tree, which holds its records. */
  public TaskKey root() {
    return attempt.root();
  }

  /** The run of the task that this is. */
  public Attempt attempt() {
    return attempt;
  }

  /** The name of the manager that launched the task. */
  public String manager() {
    return manager;
  }

  /** The name of the task's type. */
  public String type() {
    return type;
  }

  /** On whose behalf the task runs. */
  public Caller caller() {
    return caller;
  }

  /**
   * Says that the task holds these records, because they are targets of it that were found
   * reserved: a guard that {@link #isKnownToHold knows} need not ask. In the place of those that
   * were named before.
   */
  public void workingOn(Collection<RecordKey> newTargets) {
    targets = Collections.unmodifiableSet(new HashSet<>(newTargets));
  }

  /**
   * Whether the task is known to hold each of these records, without asking for it. A reservation
   * ends with its task, so that this is true as long as the attempt is the newest one.
   */
  public boolean isKnownToHold(Collection<RecordKey> records) {
    return records.stream().allMatch(record -> targets.contains(record) || registrar.holds(record));
  }

  /** Whether its task has ended, so that whoever works in this context has outlived it. */
  public boolean isClosed() {
    return closed;
  }

  /**
   * Whether another run of the task may supersede this one, so that a write in its context has to
   * prove the attempt; false for a run that is a part of its caller's transaction.
   */
  public boolean mayBeSuperseded() {
    return registrar.mayBeSuperseded();
  }

  ProgressReporter reporter() {
    return progress;
  }

  void close() {
    closed = true;
  }

  /** Makes the context, or none, the one of this thread, and gives what was there before. */
  static @Nullable TaskContext swap(@Nullable TaskContext context) {
    TaskContext previous = CURRENT.get();
    if (context == null) {
      CURRENT.remove();
      MDC.remove(MDC_KEY);
    } else {
      CURRENT.set(context);
      MDC.put(MDC_KEY, context.task().value());
    }
    return previous;
  }

  @Override
  public String toString() {
    return "context of " + attempt;
  }
}
