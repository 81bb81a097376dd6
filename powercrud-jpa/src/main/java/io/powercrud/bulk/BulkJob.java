package io.powercrud.bulk;

import io.powercrud.conflict.ReservationScope;
import io.powercrud.resource.BoundResource;

/**
 * What one attempt of a bulk task is made of.
 *
 * @param resource whose records are changed
 * @param verb what is done to them, for people
 * @param chunkSize how many are changed in one transaction
 * @param work what is done within one transaction
 * @param descendants what is reserved before that
 * @param checkpoints where it may stop between its records
 * @param separateWrites what notices transactions within it
 * @param <T> the entity
 */
record BulkJob<T>(
    BoundResource<T> resource,
    String verb,
    int chunkSize,
    RecordWork<T> work,
    DeclaredDescendants<T> descendants,
    Checkpoints checkpoints,
    SeparateWrites separateWrites) {

  /** The records in messages. */
  String noun() {
    return resource.path();
  }

  /** Whether a chunk may be begun before the one before it is committed. */
  boolean mayOverlap() {
    return work.mayOverlap() && resource.descendants().isEmpty();
  }

  boolean hasChunkDescendants() {
    return resource.descendants().stream()
        .anyMatch(declared -> declared.scope() == ReservationScope.CHUNK);
  }
}
