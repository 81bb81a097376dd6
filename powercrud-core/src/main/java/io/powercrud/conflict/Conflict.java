package io.powercrud.conflict;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A record that somebody wanted and a task holds.
 *
 * @param record the record that is held
 * @param holder the key of the root task that holds it
 * @param user the name of the user on whose behalf the holder runs, or null where the holder's row
 *     is gone
 * @param since when it was reserved
 */
public record Conflict(RecordKey record, TaskKey holder, @Nullable String user, Instant since) {

  @Override
  public String toString() {
    return "%s is held by task %s%s since %s"
        .formatted(record, holder, user == null ? "" : " of " + user, since);
  }
}
