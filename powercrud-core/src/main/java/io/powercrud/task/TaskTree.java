package io.powercrud.task;

import io.powercrud.TaskKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How tasks end: none before its children, and each in the transaction in which the last thing that
 * it waits for has ended. Rows are locked from the leaf to the root, and what runs down the tree
 * goes one level in a transaction. Thread-safe.
 */
final class TaskTree {

  private static final Logger log = LoggerFactory.getLogger(TaskTree.class);

  /** How many tasks one call asks for their children; the rest is left to the workers. */
  private static final int ASKED_AT_ONCE = 100;

  private final TaskPorts ports;
  private final Function<String, TaskEvents> eventsOfManager;

  /** What there is to do about a task whose own work is over. */
  enum Next {
    /** Nothing, for it has ended. */
    ENDED,
    /** Nothing: the last of its children ends it, or goes on with it. */
    WAIT,
    /** It will not succeed, so its children are to be asked to stop. */
    STOP_CHILDREN,
    /** Its children have ended, and its completion step is to run. */
    RUN_STEP
  }

  TaskTree(TaskPorts ports, Function<String, TaskEvents> eventsOfManager) {
    this.ports = ports;
    this.eventsOfManager = eventsOfManager;
  }

  /**
   * Ends a task whose own work has come to an end, or has it wait for its children; called in the
   * transaction that proves its attempt.
   *
   * @param own how its own work ended
   * @param hasStep whether its definition has a completion step
   */
  Next ownWorkEnded(TaskKey key, Ending own, boolean hasStep) {
    TaskStore tasks = ports.stores().tasks();
    Standing task = tasks.lock(key).orElseThrow(() -> noSuchTask(key));
    if (task.status().isEnded()) {
      return Next.ENDED; // already: the proof at the commit refuses whoever comes too late
    }
    Ending all = withEarlierStage(task, own);
    boolean stepIsDue = hasStep && task.stage() == Stage.WORK && !isStopping(task, all.status());
    if (!stepIsDue && !task.hasOpenChildren()) {
      end(task, all);
      return Next.ENDED;
    }
    tasks.waitForChildren(key, all, stepIsDue ? Stage.STEP_DUE : Stage.OVER);
    if (!task.hasOpenChildren()) {
      return Next.RUN_STEP;
    }
    if (task.status() != TaskStatus.CANCEL_REQUESTED) {
      tell(task, TaskStatus.WAITING_FOR_CHILDREN);
    }
    return isStopping(task, all.status()) ? Next.STOP_CHILDREN : Next.WAIT;
  }

  /** A completion step doesn't make good what its handler left undone. */
  private static Ending withEarlierStage(Standing task, Ending own) {
    TaskStatus earlier = task.ownStatus();
    if (earlier == null) {
      return own;
    }
    TaskStatus status = ChildVerdict.worse(own.status(), earlier);
    @Nullable String error = own.error() != null ? own.error() : task.ownError();
    return new Ending(status, own.result(), error, own.progress(), own.at());
  }

  private static boolean isStopping(Standing task, @Nullable TaskStatus own) {
    return task.status() == TaskStatus.CANCEL_REQUESTED
        || own == TaskStatus.FAILED
        || own == TaskStatus.CANCELLED;
  }

  /**
   * Goes on with a task that is delivered though its own work is over: because it was asked to stop
   * while it waited, because its completion step is due, or because its node died in between.
   */
  Next goOn(TaskKey key) {
    return ports
        .stores()
        .transactions()
        .separate(() -> ports.stores().tasks().lock(key).map(this::goOn))
        .orElse(Next.ENDED);
  }

  private Next goOn(Standing task) {
    if (task.status().isEnded()) {
      return Next.ENDED;
    }
    if (task.stage().isOwnWork()) {
      return Next.WAIT;
    }
    boolean stopping = isStopping(task, task.ownStatus());
    if (task.hasOpenChildren()) {
      return stopping ? Next.STOP_CHILDREN : Next.WAIT;
    }
    if (task.stage() == Stage.STEP_DUE && !stopping) {
      return Next.RUN_STEP;
    }
    end(task, ChildVerdict.ownWork(task, ports.clock().instant()));
    return Next.ENDED;
  }

  /** Ends the task, and those above it that waited for nothing else. */
  void end(Standing task, Ending own) {
    Optional<Standing> ending = Optional.of(task);
    Ending ownWork = own;
    while (ending.isPresent()) {
      Standing current = ending.get();
      endOne(current, ownWork);
      ending = parentThatEndsToo(current);
      ownWork =
          ending
              .map(parent -> ChildVerdict.ownWork(parent, ports.clock().instant()))
              .orElse(ownWork);
    }
  }

  /** Ends a child whose parent is about to be ended in the same transaction. */
  void endBelow(Standing task, Ending own) {
    endOne(task, own);
    ports.stores().tasks().leave(task.key());
  }

  private void endOne(Standing task, Ending own) {
    Stores stores = ports.stores();
    Ending ending = new ChildVerdict(stores.tasks(), task).of(own);
    stores.tasks().end(task.key(), ending);
    stores.conflicts().releaseExclusive(task.key());
    if (task.parent() == null) {
      stores.conflicts().release(task.root());
    }
    tell(task, ending.status());
  }

  private Optional<Standing> parentThatEndsToo(Standing child) {
    TaskKey parentKey = child.parent();
    TaskStore tasks = ports.stores().tasks();
    if (parentKey == null || !tasks.leave(child.key())) {
      return Optional.empty();
    }
    Standing parent = tasks.lock(parentKey).orElseThrow(() -> noSuchTask(parentKey));
    if (parent.stage().isOwnWork() || parent.hasOpenChildren()) {
      return Optional.empty();
    }
    if (parent.stage() == Stage.STEP_DUE && !isStopping(parent, parent.ownStatus())) {
      ports.engine().enqueueAgain(parentKey, parent.attempt(), ports.clock().instant());
      return Optional.empty();
    }
    return Optional.of(parent);
  }

  private static IllegalStateException noSuchTask(TaskKey key) {
    return new IllegalStateException("There is no task " + key);
  }

  /**
   * Asks a task to stop, and what is open below it after that.
   *
   * @return whether it could still be asked
   */
  boolean cancel(TaskKey key) {
    Stores stores = ports.stores();
    return stores
        .transactions()
        .join(
            () -> {
              if (!stores.tasks().requestCancel(key)) {
                return false;
              }
              stores.tasks().lock(key).ifPresent(this::stop);
              return true;
            });
  }

  /** What no worker has begun ends at once: it might wait for one for a long time. */
  private void stop(Standing task) {
    if (task.attempt() > 0) {
      askedToStop(task);
      return;
    }
    onceCommitted(task, () -> ports.engine().withdraw(task.key()));
    end(task, new Ending(TaskStatus.CANCELLED, null, null, null, ports.clock().instant()));
  }

  private void askedToStop(Standing task) {
    if (task.stage().isOwnWork()) {
      onceCommitted(task, () -> ports.engine().letThrough(List.of(task.key())));
    } else {
      ports.engine().enqueueAgain(task.key(), task.attempt(), ports.clock().instant());
    }
    if (task.hasOpenChildren()) {
      onceCommitted(task, () -> stopChildren(task.key()));
    }
    onceCommitted(task, () -> ports.immediate().waits().wake(task.root()));
    tell(task, TaskStatus.CANCEL_REQUESTED);
  }

  /** The task is to stop by then, whatever fails, and this only has it do so sooner. */
  private void onceCommitted(Standing task, Runnable action) {
    ports
        .stores()
        .transactions()
        .afterCommit(
            () -> {
              try {
                action.run();
              } catch (RuntimeException e) {
                log.warn(
                    "Task {} ({}) will stop later than asked: hastening it has failed. Nothing needs to be done",
                    task.key(),
                    task.type(),
                    e);
              }
            });
  }

  /**
   * Asks what is open below a task to stop, one level in a transaction. What is not reached by it,
   * because this node dies or the tree is large, is asked by the tasks above it: each of them that
   * waits is enqueued again for that, and each that runs asks its children when it has stopped. So
   * is what was asked and has not begun: it may be kept until a time that is far away.
   */
  void stopChildren(TaskKey key) {
    Deque<TaskKey> parents = new ArrayDeque<>(List.of(key));
    for (int asked = 0; asked < ASKED_AT_ONCE && !parents.isEmpty(); asked++) {
      stopChildrenOf(parents.remove()).stream()
          .filter(child -> child.attempt() > 0)
          .forEach(child -> parents.add(child.key()));
    }
  }

  private List<OpenChild> stopChildrenOf(TaskKey parent) {
    Stores stores = ports.stores();
    List<OpenChild> asked =
        stores
            .transactions()
            .separate(
                () -> {
                  List<OpenChild> children = stores.tasks().requestCancelOfChildren(parent);
                  children.forEach(this::askedToStop);
                  return children;
                });
    List<TaskKey> notBegun =
        asked.stream().filter(child -> child.attempt() == 0).map(OpenChild::key).toList();
    if (!notBegun.isEmpty()) {
      ports.engine().letThrough(notBegun);
    }
    return asked;
  }

  private void askedToStop(OpenChild child) {
    if (child.status() == TaskStatus.CANCEL_REQUESTED) {
      return;
    }
    if (child.status() == TaskStatus.WAITING_FOR_CHILDREN) {
      ports.engine().enqueueAgain(child.key(), child.attempt(), ports.clock().instant());
    }
    eventsOfManager
        .apply(child.manager())
        .tellAfterCommit(
            ports.stores().transactions(),
            child.key(),
            child.manager(),
            child.type(),
            TaskStatus.CANCEL_REQUESTED);
  }

  private void tell(Standing task, TaskStatus status) {
    eventsOfManager
        .apply(task.manager())
        .tellAfterCommit(
            ports.stores().transactions(), task.key(), task.manager(), task.type(), status);
  }
}
