package io.powercrud.task;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/**
 * Where a task is in its life. {@link #mayBecome} is the one table of the moves that are allowed.
 */
public enum TaskStatus {
  /** Launched and committed; no node runs it yet. */
  PENDING,
  /** A node runs it. */
  RUNNING,
  /** Its own work is done, and a child's is not. */
  WAITING_FOR_CHILDREN,
  /** Somebody asked for it to be cancelled, and it has not stopped yet. */
  CANCEL_REQUESTED,
  /** Ended: every record was changed, or was so already. */
  SUCCEEDED,
  /** Ended: some records were changed, and some failed or were skipped. */
  PARTIAL,
  /** Ended: the work was not done; the task's error says why. */
  FAILED,
  /** Ended because somebody asked for it; what had been committed stays. */
  CANCELLED;

  private static final Set<TaskStatus> ENDS = EnumSet.of(SUCCEEDED, PARTIAL, FAILED);

  private static final Map<TaskStatus, Set<TaskStatus>> MOVES =
      Map.of(
          PENDING, EnumSet.of(RUNNING, CANCEL_REQUESTED, FAILED),
          RUNNING, with(ENDS, WAITING_FOR_CHILDREN, CANCEL_REQUESTED),
          WAITING_FOR_CHILDREN, with(ENDS, RUNNING, CANCEL_REQUESTED),
          CANCEL_REQUESTED, with(ENDS, CANCELLED));

  private static Set<TaskStatus> with(Set<TaskStatus> some, TaskStatus... more) {
    Set<TaskStatus> all = EnumSet.copyOf(some);
    all.addAll(Set.of(more));
    return all;
  }

  /** Whether a task that is here may move there. */
  public boolean mayBecome(TaskStatus next) {
    return MOVES.getOrDefault(this, Set.of()).contains(next);
  }

  /** The statuses from which a task may move here. */
  public Set<TaskStatus> predecessors() {
    Set<TaskStatus> before = EnumSet.noneOf(TaskStatus.class);
    for (TaskStatus candidate : values()) {
      if (candidate.mayBecome(this)) {
        before.add(candidate);
      }
    }
    return before;
  }

  /** Whether a task that is here has ended, and will never move again. */
  public boolean isEnded() {
    return !MOVES.containsKey(this);
  }
}
