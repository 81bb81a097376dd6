package io.powercrud.task;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A state in which nothing new starts of one type of task, or nothing at all, on any node.
 *
 * @param type the name of the type; null for every type
 * @param by who paused it
 * @param since since when, by the database's time
 * @param reason why
 */
public record Pause(@Nullable String type, String by, Instant since, String reason) {

  /** Whether tasks of this type don't start. */
  public boolean covers(String taskType) {
    return type == null || type.equals(taskType);
  }
}
