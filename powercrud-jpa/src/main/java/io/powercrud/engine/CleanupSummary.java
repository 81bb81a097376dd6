package io.powercrud.engine;

import io.powercrud.TaskKey;
import java.time.Instant;
import java.util.Map;

/**
 * What a clean-up found and did.
 *
 * @param at when it began
 * @param tasksDeleted how many tasks were deleted, because they ended longer ago than tasks are
 *     kept
 * @param leftovers how many records were found reserved though their task has ended, and were
 *     freed, by the key of that task; there should be none
 */
public record CleanupSummary(Instant at, long tasksDeleted, Map<TaskKey, Long> leftovers) {

  /** A summary of the given values. */
  public CleanupSummary {
    leftovers = Map.copyOf(leftovers);
  }
}
