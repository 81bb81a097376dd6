package io.powercrud.task;

import io.powercrud.TaskKey;
import io.powercrud.conflict.BusyException;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.Conflicts;
import io.powercrud.conflict.Deadlock;
import io.powercrud.conflict.Waiter;
import io.powercrud.conflict.Waits;
import io.powercrud.progress.ProgressReporter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a node does with a task that its engine delivers: it begins an attempt, runs the handler
 * inside the task's context, and ends the task with its reservations in one transaction, or leaves
 * it to the last of its children. Thread-safe.
 */
public final class TaskWorker {

  private static final Logger log = LoggerFactory.getLogger(TaskWorker.class);

  private static final String NODE_STOPS = "this node is being stopped";

  private final TaskManagers managers;
  private final TaskPorts ports;
  private final WorkerSettings settings;
  private final TaskTree tree;
  private final Set<ProgressReporter> reporting = ConcurrentHashMap.newKeySet();
  private final Set<AttemptTime> running = ConcurrentHashMap.newKeySet();

  /** A worker that runs what these managers know. */
  public TaskWorker(TaskManagers managers, TaskPorts ports, WorkerSettings settings) {
    this.managers = managers;
    this.ports = ports;
    this.settings = settings;
    this.tree = new TaskTree(ports, this::eventsOf);
  }

  /**
   * Runs a task that was delivered for the first time by a node that goes on.
   *
   * @return what the engine has to do with the delivery
   * @throws RuntimeException if the stores can't be reached; the task is to be delivered again then
   */
  public Delivery run(TaskKey key) {
    return run(DeliveredTask.of(key));
  }

  /**
   * Runs a task that was delivered, unless it has ended, isn't known here, or has to wait.
   *
   * @return what the engine has to do with the delivery
   * @throws RuntimeException if the stores can't be reached; the task is to be delivered again then
   */
  public Delivery run(DeliveredTask delivered) {
    Optional<Task> found = ports.immediate().tasks().find(delivered.key());
    if (found.isEmpty() || found.get().status().isEnded()) {
      return new Delivery.Ended();
    }
    Task task = found.get();
    if (delivered.nodeIsStopping().getAsBoolean()) {
      return task.attempt() > 0
          ? new Delivery.HandedOver(NODE_STOPS)
          : new Delivery.Again(Duration.ZERO, NODE_STOPS);
    }
    if (!task.stage().isOwnWork()) {
      TaskTree.Next next = tree.goOn(task.key());
      if (next != TaskTree.Next.RUN_STEP) {
        return finished(task, next);
      }
    }
    return start(task, delivered);
  }

  private Delivery start(Task task, DeliveredTask delivered) {
    if (task.status() == TaskStatus.CANCEL_REQUESTED) {
      return endUnrun(task, TaskStatus.CANCELLED, null);
    }
    Instant now = ports.clock().instant();
    AttemptTime time = AttemptTime.of(task, ports.clock(), now);
    if (time.isOver()) {
      return endUnrun(task, TaskStatus.FAILED, time.reason());
    }
    Optional<TaskDefinition<?, ?>> definition =
        managers.definition(task.manager(), task.type(), task.payloadVersion());
    if (definition.isEmpty()) {
      return unknownHere(task);
    }
    if (delivered.brokenOff() >= settings.maxAttempts()) {
      return endUnrun(task, TaskStatus.FAILED, gaveUpAfter(delivered.brokenOff()));
    }
    Optional<Delivery> waits = claimTargets(task);
    return waits.isPresent() ? waits.get() : attempt(task, definition.get(), time, delivered);
  }

  /**
   * Writes what running tasks reported and what was held back, as far as it is time to; an engine
   * calls this a few times a second.
   */
  public void writeDueProgress() {
    reporting.forEach(ProgressReporter::writeIfDue);
  }

  /** Interrupts the attempts whose time is over; an engine calls this a few times a second. */
  public void interruptOverdue() {
    running.forEach(AttemptTime::interruptIfOver);
  }

  private Delivery unknownHere(Task task) {
    String kind =
        "task type %s v%d of manager '%s'"
            .formatted(task.type(), task.payloadVersion(), task.manager());
    if (someNodeMayKnow(task)) {
      return new Delivery.Elsewhere(settings.putOff(), "this node doesn't know " + kind);
    }
    return endUnrun(
        task,
        TaskStatus.FAILED,
        "No node that knows %s took it within %s; deploy one and launch it again"
            .formatted(kind, settings.unknownFor()));
  }

  /** Those that know it may have too much to do to take it, and are seen by what they start. */
  private boolean someNodeMayKnow(Task task) {
    TaskStore tasks = ports.immediate().tasks();
    Instant now = ports.clock().instant();
    Instant longAgo = now.minus(settings.unknownFor());
    return tasks.unknownSince(task.key(), now).isAfter(longAgo)
        || tasks.wasStartedAfter(longAgo, task.manager(), task.type(), task.payloadVersion());
  }

  private Optional<Delivery> claimTargets(Task task) {
    Instant until = task.claimUntil();
    if (until == null) {
      return Optional.empty();
    }
    Stores stores = ports.immediate();
    try {
      stores.transactions().separate(() -> claim(stores, task));
      return Optional.empty();
    } catch (NoLongerWaiting e) {
      return Optional.of(new Delivery.Again(settings.putOff(), "another delivery has its records"));
    } catch (ConflictException | BusyException e) {
      String obstacle = String.valueOf(e.getMessage());
      Optional<Deadlock> deadlock =
          e instanceof ConflictException conflict
              ? deadlockInTheQueue(task, conflict.conflicts(), until)
              : Optional.empty();
      if (deadlock.isPresent()) {
        return Optional.of(endUnrun(task, TaskStatus.FAILED, deadlock.get().toString()));
      }
      return Optional.of(
          ports.clock().instant().isBefore(until)
              ? new Delivery.Again(settings.putOff(), obstacle)
              : endUnrun(
                  task,
                  TaskStatus.FAILED,
                  "Its records were not free within the time it was to wait for them: "
                      + obstacle));
    }
  }

  /** A root that waits in the queue holds nothing, so nobody waits for it; a child's root does. */
  private Optional<Deadlock> deadlockInTheQueue(Task task, Conflicts conflicts, Instant until) {
    if (task.parent() == null) {
      return Optional.empty();
    }
    Waits waits = ports.immediate().waits();
    Waiter waiter = Waiter.queued(task.key(), task.root());
    waits.announce(waiter, conflicts, until);
    return new DeadlockWatch(waits, ports.engine()).of(waiter);
  }

  /** The task's row comes first, as it does at its end: so no claim outlives its task. */
  private static long claim(Stores stores, Task task) {
    if (!stores.tasks().claimed(task.key())) {
      throw new NoLongerWaiting();
    }
    return stores.conflicts().claimTargets(task.key(), task.root()).orThrow();
  }

  /** Ends the claim of a delivery that woke up after the task went on without it. */
  private static final class NoLongerWaiting extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private Delivery endUnrun(Task task, TaskStatus status, @Nullable String error) {
    return beginAttempt(task)
        .<Delivery>map(
            attempt ->
                end(
                    task,
                    attempt,
                    new Ending(status, null, error, null, ports.clock().instant()),
                    false,
                    DeliveredTask.of(task.key())))
        .orElseGet(Delivery.Ended::new);
  }

  private Optional<Attempt> beginAttempt(Task task) {
    Stores stores = ports.immediate();
    Instant now = ports.clock().instant();
    if (task.attempt() > 0 || (task.claimUntil() != null && task.parent() != null)) {
      stores.waits().withdrawAll(task.key());
    }
    return stores
        .transactions()
        .separate(
            () -> stores.tasks().beginAttempt(task.key(), now, AttemptTime.ownDeadline(task, now)));
  }

  private <P extends Record, R extends Record> Delivery attempt(
      Task task, TaskDefinition<P, R> definition, AttemptTime time, DeliveredTask delivered) {
    Optional<Attempt> begun = beginAttempt(task);
    if (begun.isEmpty()) {
      return new Delivery.Ended();
    }
    Attempt attempt = begun.get();
    eventsOf(task).tell(task.key(), task.manager(), task.type(), TaskStatus.RUNNING);
    AttemptRun.Outcome outcome =
        handle(task, definition, attempt, time, delivered.nodeIsStopping());
    if (outcome instanceof AttemptRun.Ended ended) {
      return end(task, attempt, ended.ending(), definition.step() != null, delivered);
    }
    if (outcome instanceof AttemptRun.BrokenOff brokenOff) {
      return brokenOff(task, attempt, brokenOff, delivered);
    }
    return outcome instanceof AttemptRun.Lost
        ? lost(task, attempt)
        : new Delivery.HandedOver(NODE_STOPS);
  }

  private Delivery brokenOff(
      Task task, Attempt attempt, AttemptRun.BrokenOff brokenOff, DeliveredTask delivered) {
    int attempts = delivered.brokenOff() + 1;
    if (attempts < settings.maxAttempts()) {
      throw new AttemptBrokenOffException(attempt, brokenOff.cause());
    }
    Ending failure = brokenOff.failure();
    Ending last =
        new Ending(
            failure.status(),
            null,
            "%s, the last one by %s".formatted(gaveUpAfter(attempts), failure.error()),
            failure.progress(),
            failure.at());
    return end(task, attempt, last, false, delivered);
  }

  private static String gaveUpAfter(int attempts) {
    return "Gave up: %d attempts were broken off before they ended".formatted(attempts);
  }

  /** Has the engine deliver the task again: the database went away in the middle of an attempt. */
  private static final class AttemptBrokenOffException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AttemptBrokenOffException(Attempt attempt, Throwable cause) {
      super("The database went away in the middle of " + attempt, cause);
    }
  }

  private <P extends Record, R extends Record> AttemptRun.Outcome handle(
      Task task,
      TaskDefinition<P, R> definition,
      Attempt attempt,
      AttemptTime time,
      BooleanSupplier nodeIsStopping) {
    ProgressReporter progress = new ProgressReporter(task.key(), ports.progress(), ports.clock());
    reporting.add(progress);
    running.add(time);
    try {
      return new AttemptRun<>(task, definition, attempt, ports, progress, time, nodeIsStopping)
          .call();
    } finally {
      running.remove(time);
      reporting.remove(progress);
    }
  }

  private Delivery end(
      Task task, Attempt attempt, Ending own, boolean hasStep, DeliveredTask delivered) {
    Stores stores = ports.stores();
    TaskTree.Next next;
    try {
      next =
          stores
              .transactions()
              .fenced(
                  attempt,
                  () -> {
                    requireNotLost(stores, attempt);
                    return tree.ownWorkEnded(task.key(), own, hasStep);
                  });
    } catch (LostTaskException e) {
      log.warn("Lost at its end: {}", e.getMessage());
      return lost(task, attempt);
    }
    return next == TaskTree.Next.RUN_STEP ? run(delivered) : finished(task, next);
  }

  private Delivery finished(Task task, TaskTree.Next next) {
    if (next == TaskTree.Next.STOP_CHILDREN) {
      tree.stopChildren(task.key());
    }
    return new Delivery.Ended();
  }

  private Delivery lost(Task task, Attempt attempt) {
    eventsOf(task).tellLost(attempt, task.type());
    return new Delivery.Lost();
  }

  /** Tells a loss from a forbidden move; the proof before the commit is what counts. */
  private static void requireNotLost(Stores stores, Attempt attempt) {
    if (stores.tasks().stateOf(attempt) == AttemptState.LOST) {
      throw new LostTaskException(attempt);
    }
  }

  private TaskEvents eventsOf(Task task) {
    return eventsOf(task.manager());
  }

  private TaskEvents eventsOf(String manager) {
    return managers
        .find(manager)
        .map(TaskManager::events)
        .orElseGet(() -> new TaskEvents(List.of(), ports.clock()));
  }
}
