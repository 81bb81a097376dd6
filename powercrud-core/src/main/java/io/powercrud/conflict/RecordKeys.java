package io.powercrud.conflict;

import io.powercrud.RecordKey;
import java.util.Collection;
import java.util.List;

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
   * The keys of the records with these ids, without repetition and in their canonical order.
   *
   * @throws IllegalArgumentException as {@link #keyOf}
   */
  default List<RecordKey> keysOf(Class<?> entityType, Collection<?> ids) {
    return ids.stream().map(id -> keyOf(entityType, id)).distinct().sorted().toList();
  }
}
