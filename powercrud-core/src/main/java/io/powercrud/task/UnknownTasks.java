package io.powercrud.task;

import io.powercrud.TaskKey;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The tasks that were delivered to this node and that it doesn't know, with the time of the first
 * such delivery: the age of a task says nothing, because it may have run elsewhere for long.
 * Thread-safe.
 */
final class UnknownTasks {

  private static final int REMEMBERED = 10_000;

  private final Map<TaskKey, Instant> firstSeen =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TaskKey, Instant> eldest) {
          return size() > REMEMBERED;
        }
      };

  /** Since when this node sees the task come and go. */
  synchronized Instant since(TaskKey task, Instant now) {
    Instant seen = firstSeen.putIfAbsent(task, now);
    return seen == null ? now : seen;
  }

  synchronized void forget(TaskKey task) {
    firstSeen.remove(task);
  }
}
