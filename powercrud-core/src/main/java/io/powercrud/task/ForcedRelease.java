package io.powercrud.task;

import io.powercrud.TaskKey;
import io.powercrud.conflict.BusyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end that an administrator puts to a task and to all that is open below it.
 *
 * <p>First the attempts are superseded, from the top down and each in a transaction of its own, so
 * that nobody is left who could write, reserve or launch another child. Then one transaction locks
 * all of these tasks from the leaves up, makes sure that nothing has begun since, ends them and
 * releases what they held. For one call.
 */
final class ForcedRelease {

  private static final Logger log = LoggerFactory.getLogger(ForcedRelease.class);

  /** Each takes as long as a lock is waited for. */
  private static final int MOST_TIMES_BLOCKED = 5;

  /** A tree has as many children that begin one after the other as it has launched. */
  private static final int MOST_TIMES_GONE_ON = 100;

  private final TaskPorts ports;
  private final TaskStore tasks;
  private final TaskTree tree;
  private final Map<TaskKey, Integer> attempts = new HashMap<>();

  /** What came of a try. */
  private enum Try {
    /** All of it has ended. */
    RELEASED,
    /** The task had ended before, and nothing was changed. */
    ENDED_BEFORE,
    /** A lock was in the way, and nothing was changed. */
    BLOCKED,
    /** An attempt or a child has begun meanwhile, and nothing was changed. */
    GOES_ON
  }

  ForcedRelease(TaskPorts ports, TaskTree tree) {
    this.ports = ports;
    this.tasks = ports.stores().tasks();
    this.tree = tree;
  }

  /**
   * Ends the task with this error.
   *
   * @return whether it had not ended
   */
  boolean of(TaskKey key, String error) {
    int blocked = 0;
    int goneOn = 0;
    while (blocked < MOST_TIMES_BLOCKED && goneOn < MOST_TIMES_GONE_ON) {
      switch (tryToEnd(key, error)) {
        case RELEASED -> {
          log.warn("Task {} was ended by force. {}", key, Reasons.inOneLine(error));
          return true;
        }
        case ENDED_BEFORE -> {
          return false;
        }
        case BLOCKED -> blocked++;
        case GOES_ON -> goneOn++;
      }
    }
    throw new BusyException(
        "Task %s could not be ended: %d times another transaction held its rows, and %d times it went on meanwhile; try again, and look for long transactions if it stays"
            .formatted(key, blocked, goneOn));
  }

  /**
   * A deadlock with somebody who was at these rows too says nothing but that it is to be tried
   * again.
   */
  private Try tryToEnd(TaskKey key, String error) {
    Transactions transactions = ports.stores().transactions();
    try {
      List<List<TaskKey>> levels = superseded(key);
      return transactions.separate(() -> end(key, levels, error));
    } catch (RuntimeException e) {
      if (!transactions.isTransient(e)) {
        throw e;
      }
      log.debug("Another transaction was in the way of ending task {}", key, e);
      return Try.BLOCKED;
    }
  }

  /** Supersedes what has begun of the task and below it, and tells all of it by level. */
  private List<List<TaskKey>> superseded(TaskKey key) {
    List<List<TaskKey>> levels = new ArrayList<>();
    List<TaskKey> level = List.of(key);
    while (!level.isEmpty()) {
      levels.add(level);
      level.forEach(this::supersede);
      level = tasks.openChildrenOf(level);
    }
    return levels;
  }

  /** The task's row comes before its fence, as it does when an attempt begins. */
  private void supersede(TaskKey key) {
    int attempt =
        ports
            .stores()
            .transactions()
            .separate(
                () -> {
                  Optional<Standing> found = tasks.lock(key).filter(task -> isOpen(task));
                  int newest = found.map(Standing::attempt).orElse(0);
                  if (newest == 0 || attempts.getOrDefault(key, 0) == newest) {
                    return newest;
                  }
                  tasks.supersede(key);
                  return newest + 1;
                });
    attempts.put(key, attempt);
  }

  private static boolean isOpen(Standing task) {
    return !task.status().isEnded();
  }

  private Try end(TaskKey key, List<List<TaskKey>> levels, String error) {
    List<Standing> open = new ArrayList<>();
    for (int depth = levels.size() - 1; depth >= 0; depth--) {
      levels.get(depth).stream()
          .sorted()
          .map(tasks::lock)
          .flatMap(Optional::stream)
          .filter(ForcedRelease::isOpen)
          .forEach(open::add);
    }
    Optional<Standing> task = open.stream().filter(found -> found.key().equals(key)).findFirst();
    if (task.isEmpty()) {
      return Try.ENDED_BEFORE;
    }
    if (hasGoneOn(open)) {
      return Try.GOES_ON;
    }
    Ending ending = new Ending(TaskStatus.FAILED, null, error, null, ports.clock().instant());
    open.remove(task.get());
    open.forEach(below -> tree.endBelow(below, ending));
    tree.end(task.get(), ending);
    open.add(task.get());
    open.forEach(this::forget);
    return Try.RELEASED;
  }

  private boolean hasGoneOn(List<Standing> open) {
    List<TaskKey> keys = open.stream().map(Standing::key).toList();
    Set<TaskKey> children = new HashSet<>(tasks.openChildrenOf(keys));
    children.removeAll(keys);
    return !children.isEmpty()
        || open.stream().anyMatch(task -> task.attempt() != attempts.getOrDefault(task.key(), 0));
  }

  private void forget(Standing task) {
    ports.engine().forget(task.key(), task.attempt());
    Stores stores = ports.stores();
    stores.transactions().afterCommit(() -> stores.waits().withdrawAll(task.key()));
  }
}
