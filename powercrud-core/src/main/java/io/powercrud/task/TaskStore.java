package io.powercrud.task;

import io.powercrud.TaskKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The port to where tasks are kept. Every method joins the transaction that the caller is in and
 * opens its own otherwise. Implementations are thread-safe, and refuse a move that {@link
 * TaskStatus#mayBecome} doesn't have.
 */
public interface TaskStore {

  /**
   * Writes a task down as {@link TaskStatus#PENDING}, on no records and with no attempt begun.
   *
   * @return empty where that was done; the caller's earlier task where it has the same idempotency
   *     key, and nothing was written
   * @throws io.powercrud.conflict.BusyException if another transaction is writing a task with the
   *     same idempotency key
   */
  Optional<Task> create(NewTask task);

  /** Notes on how many records the task is launched. */
  void setTotal(TaskKey key, long total);

  /** Takes a task back that was created in the same transaction. */
  void discard(TaskKey key);

  /** The task with this key. */
  Optional<Task> find(TaskKey key);

  /** A page of the tasks that match, newest first. */
  TaskPage search(TaskQuery query);

  /** The children of each of these tasks; a task without any may be absent. */
  default Map<TaskKey, List<Task>> childrenOf(Collection<TaskKey> parents) {
    return parents.stream()
        .distinct()
        .collect(
            Collectors.toMap(
                parent -> parent, parent -> search(TaskQuery.childrenOf(parent)).items()));
  }

  /**
   * Begins the next attempt: no earlier one can commit a write from here on. The task is {@link
   * TaskStatus#RUNNING} then, or remains {@link TaskStatus#CANCEL_REQUESTED}.
   *
   * @return the attempt, or empty where the task has ended or never existed
   */
  Optional<Attempt> beginAttempt(TaskKey key, Instant now);

  /** What is to be said of an attempt now. */
  AttemptState stateOf(Attempt attempt);

  /**
   * Proves that the attempt is the newest, and keeps a newer one from beginning before the current
   * transaction ends.
   *
   * @throws LostTaskException if a newer one began, or the task is gone
   */
  void prove(Attempt attempt);

  /**
   * Notes that the targets, which a launch with waiting wrote down, are being reserved, and keeps
   * the task from ending before the current transaction ends.
   *
   * @return whether the task was still waiting for them; false where another delivery reserved them
   *     or the task has ended
   */
  boolean claimed(TaskKey key);

  /**
   * Asks for the task to be cancelled; its worker sees that at its next checkpoint.
   *
   * @return whether the task could still be cancelled; false where it has ended or never existed
   */
  boolean requestCancel(TaskKey key);

  /**
   * Ends the task. The caller releases what it holds and proves the attempt in the same
   * transaction.
   *
   * @throws IllegalStateException if the task may not move to that status
   */
  void end(TaskKey key, Ending ending);

  /** What has not ended, by kind. */
  List<OpenTasks> open();

  /**
   * Deletes tasks that ended before the given time, with everything that was kept for them, at most
   * so many.
   *
   * @return how many tasks were deleted
   */
  int deleteEndedBefore(Instant time, int limit);
}
