package io.powercrud.task;

import io.powercrud.TaskKey;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The port to where tasks are kept. Every method joins the transaction that the caller is in and
 * opens its own otherwise. Implementations are thread-safe, and refuse a move that {@link
 * TaskStatus#mayBecome} doesn't have.
 */
public interface TaskStore {

  /**
   * Writes a task down as {@link TaskStatus#PENDING} with no attempt begun; a child is one of its
   * parent's open children from then on.
   *
   * @return empty where that was done; the caller's earlier task where it has the same idempotency
   *     key, and nothing was written
   * @throws io.powercrud.conflict.BusyException if another transaction is writing a task with the
   *     same idempotency key
   */
  Optional<Task> create(NewTask task);

  /**
   * Writes many tasks down as {@link #create} does with one, in a few statements for a thousand of
   * them.
   *
   * @throws IllegalArgumentException if one of them has an idempotency key
   */
  void createAll(List<NewTask> tasks);

  /** Notes on how many records the task is launched. */
  void setTotal(TaskKey key, long total);

  /** Takes a task back that was created in the same transaction. */
  void discard(TaskKey key);

  /** The task with this key. */
  Optional<Task> find(TaskKey key);

  /** A page of the tasks that match, newest first. */
  TaskPage search(TaskQuery query);

  /**
   * The children of each of these tasks, the oldest first, and at most so many in all; a task
   * without any may be absent.
   */
  Map<TaskKey, List<Task>> childrenOf(Collection<TaskKey> parents, int limit);

  /** How many children of each of these tasks are alike; a task without any may be absent. */
  Map<TaskKey, List<ChildCount>> countChildren(Collection<TaskKey> parents);

  /** How many children of this task are alike; empty where it has none. */
  default List<ChildCount> countChildren(TaskKey parent) {
    return countChildren(List.of(parent)).getOrDefault(parent, List.of());
  }

  /** The child that was the first to end so, where there is one. */
  Optional<Task> firstChildThatEnded(TaskKey parent, TaskStatus status, OnFailure onFailure);

  /**
   * Begins the next attempt at the task's own work: no earlier one can commit a write from here on.
   * The task is {@link TaskStatus#RUNNING} then, or remains {@link TaskStatus#CANCEL_REQUESTED}.
   *
   * @param deadline when its own work is to be over; one that an earlier attempt noted stays
   * @return the attempt, or empty where the task's own work is over or it never existed
   */
  Optional<Attempt> beginAttempt(TaskKey key, Instant now, @Nullable Instant deadline);

  /** Begins the next attempt at a task without a deadline. */
  default Optional<Attempt> beginAttempt(TaskKey key, Instant now) {
    return beginAttempt(key, now, null);
  }

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
   * Proves that the attempt is the newest and its own work goes on, and keeps both so until the
   * current transaction ends: the children that this transaction launched can't miss their parent.
   *
   * @throws LostTaskException if a newer attempt began, or the task's own work is over
   */
  void proveAtWork(Attempt attempt);

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
   * Asks all open children of a task to be cancelled, but not the children of those.
   *
   * @return those that could still be cancelled, and those that were asked before and have not
   *     begun
   */
  List<OpenChild> requestCancelOfChildren(TaskKey parent);

  /**
   * How the task stands, which nobody else can change before the current transaction ends. Where
   * several tasks are locked, a child is locked before its parent.
   */
  Optional<Standing> lock(TaskKey key);

  /**
   * Keeps every attempt that has begun from committing another write, though no other one begins.
   * The caller has the task {@linkplain #lock locked}.
   */
  void supersede(TaskKey key);

  /** The children of these tasks that have not ended. */
  List<TaskKey> openChildrenOf(Collection<TaskKey> parents);

  /** Whether a child of the task has not ended. */
  boolean hasOpenChildren(TaskKey key);

  /**
   * Notes what came of the task's own work, while it waits for its children.
   *
   * @param own how its own work ended
   * @param next {@link Stage#OVER}, or {@link Stage#STEP_DUE}
   * @throws IllegalStateException if the task may not wait
   */
  void waitForChildren(TaskKey key, Ending own, Stage next);

  /**
   * Ends the task. The caller has it {@linkplain #leave leave its parent}, releases what a root
   * holds and proves the attempt in the same transaction.
   *
   * @throws IllegalStateException if the task may not move to that status
   */
  void end(TaskKey key, Ending ending);

  /**
   * Takes a child that has ended off its parent's open children. Only some of the children touch
   * what they share with their siblings, so that thousands can end side by side.
   *
   * @return whether it may have been the last of them, and the caller has to look at the parent
   */
  boolean leave(TaskKey child);

  /**
   * Notes that work of the task went on after it had ended; the first note stands as long as the
   * task's row is kept.
   *
   * @param thread the name of the thread that does the work
   */
  void noteEscapedWork(TaskKey key, String thread);

  /**
   * Since when the task comes to nodes that don't know it. The first such delivery is noted, and an
   * attempt that begins takes the note away: somebody knew it then.
   *
   * @param now the time of a delivery that may be the first one
   */
  Instant unknownSince(TaskKey key, Instant now);

  /**
   * Whether some node knows this kind of task: one that it has started after the given time runs,
   * waits for its children, or has come to an end without failing.
   */
  boolean wasStartedAfter(Instant time, String manager, String type, int payloadVersion);

  /** What has not ended, by kind. */
  List<OpenTasks> open();

  /** How many tasks of the user have not ended, children not counted. */
  long countOpenOf(String user);

  /**
   * Deletes tasks that ended before the given time, with everything that was kept for them, at most
   * so many.
   *
   * @return how many tasks were deleted
   */
  int deleteEndedBefore(Instant time, int limit);
}
