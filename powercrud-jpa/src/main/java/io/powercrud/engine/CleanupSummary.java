package io.powercrud.engine;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What a clean-up found and did.
 *
 * @param at when it began
 * @param tasksDeleted how many tasks were deleted, because they ended longer ago than tasks are
 *     kept
 * @param tasksRevived how many open tasks were not in the queue, so that nobody would have run
 *     them, and were enqueued again; there should be none
 * @param expiredLeases how many tasks have a node that was silent for more than three leases; the
 *     nodes take them over by themselves
 * @param leftovers how many rows of each kind were left of tasks that have ended, and were removed;
 *     there should be none
 * @param failed the names of the counts and kinds above that could not be looked at, because of
 *     errors that the log has; they are looked at again with the next clean-up
 */
public record CleanupSummary(
    Instant at,
    long tasksDeleted,
    long tasksRevived,
    long expiredLeases,
    Map<Leftover, Long> leftovers,
    List<String> failed) {

  /** A summary of the given values, with a count for every kind. */
  public CleanupSummary {
    Map<Leftover, Long> all = new EnumMap<>(Leftover.class);
    Arrays.stream(Leftover.values()).forEach(kind -> all.put(kind, 0L));
    all.putAll(leftovers);
    leftovers = Collections.unmodifiableMap(all);
    failed = List.copyOf(failed);
  }

  /** How many rows were left, of all kinds. */
  public long leftoverRows() {
    return leftovers.values().stream().mapToLong(Long::longValue).sum();
  }
}
