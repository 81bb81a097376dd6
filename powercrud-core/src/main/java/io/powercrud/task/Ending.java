package io.powercrud.task;

import io.powercrud.progress.Progress;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt ends its task.
 *
 * @param status the status in which the task ends
 * @param result the result as text, or null
 * @param error why it was not all done, or null; a text over 4,000 characters is cut by the store
 * @param progress the last report, kept exactly; null leaves what was last written
 * @param at when it ends
 */
public record Ending(
    TaskStatus status,
    @Nullable String result,
    @Nullable String error,
    @Nullable Progress progress,
    Instant at) {

  /**
   * An ending with the given status.
   *
   * @throws IllegalArgumentException if the status is no end
   */
  public Ending {
    if (!status.isEnded()) {
      throw new IllegalArgumentException("%s is no status in which a task ends".formatted(status));
    }
  }
}
