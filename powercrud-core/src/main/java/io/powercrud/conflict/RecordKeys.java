package io.powercrud.conflict;

import io.powercrud.RecordKey;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * The port that turns an entity class and an id into the key of the record. Implementations are
 * thread-safe.
 */
public interface RecordKeys {

  /**
   * The key of the record with this id.
   *
   * @param entityType the entity class, or a subclass or proxy of it
   * @param id the id as the entity has it, never null
   * @throws IllegalArgumentException if the class is no entity or the id is not of its id's type
   */
  RecordKey keyOf(Class<?> entityType, Object id);

  /**
   * The keys of the records that a save or a deletion of this entity would reach by itself, because
   * the mapping has it cascade to them; without the key of the entity, and without records that are
   * new.
   *
   * @param entity the entity, or a proxy of it; what it would cascade to is loaded where it is not
   * @throws IllegalArgumentException if it is no entity
   * @throws UnsupportedOperationException if these keys don't come from a mapping
   */
  default Set<RecordKey> dependents(Object entity) {
    throw new UnsupportedOperationException(
        "%s knows of no mapping that tells what a write of %s cascades to"
            .formatted(getClass().getName(), entity.getClass().getName()));
  }

  /**
   * The keys of the records with these ids, without repetition and in their canonical order.
   *
   * @throws IllegalArgumentException as {@link #keyOf}
   */
  default List<RecordKey> keysOf(Class<?> entityType, Collection<?> ids) {
    return ids.stream().map(id -> keyOf(entityType, id)).distinct().sorted().toList();
  }
}
