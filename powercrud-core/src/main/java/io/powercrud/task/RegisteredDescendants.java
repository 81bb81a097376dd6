package io.powercrud.task;

import io.powercrud.RecordKey;
import io.powercrud.conflict.Conflict;
import java.util.List;
import java.util.Set;

/**
 * What became of a registration that left out what other tasks hold.
 *
 * @param registered the records that the task holds now
 * @param skipped the others, and who holds them, in the order of their record keys
 */
public record RegisteredDescendants(Set<RecordKey> registered, List<Conflict> skipped) {

  /** The given records. */
  public RegisteredDescendants {
    registered = Set.copyOf(registered);
    skipped = List.copyOf(skipped);
  }
}
