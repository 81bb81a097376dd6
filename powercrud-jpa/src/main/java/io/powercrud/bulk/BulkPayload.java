package io.powercrud.bulk;

import java.util.List;

/**
 * What a bulk task does to the records that were reserved for it.
 *
 * @param resource the path of the resource whose records they are
 * @param changes what is changed; empty for a deletion
 * @param allOrNothing whether one record that fails undoes everything
 * @param chunkSize how many records are changed in one transaction
 */
public record BulkPayload(
    String resource, List<Change> changes, boolean allOrNothing, int chunkSize) {

  /** A payload of the given values. */
  public BulkPayload {
    changes = List.copyOf(changes);
  }
}
