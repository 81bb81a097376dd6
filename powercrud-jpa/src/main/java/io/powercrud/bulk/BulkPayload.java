package io.powercrud.bulk;

import io.powercrud.RecordKey;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a bulk task does to the records that were reserved for it.
 *
 * @param resource the path of the resource whose records they are
 * @param changes what is changed; empty for a deletion
 * @param allOrNothing whether one record that fails undoes everything
 * @param chunkSize how many records are changed in one transaction
 * @param inline the records where they are no targets of a task of their own, because the work is
 *     part of another task's; null otherwise
 */
public record BulkPayload(
    String resource,
    List<Change> changes,
    boolean allOrNothing,
    int chunkSize,
    @Nullable List<RecordKey> inline) {

  /** A payload of the given values. */
  public BulkPayload {
    changes = List.copyOf(changes);
  }
}
