package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.access.Caller;
import io.powercrud.resource.BoundResource;
import io.powercrud.resource.EntityModel;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.criteria.CriteriaBuilder;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hibernate.BatchSize;
import org.hibernate.engine.spi.SessionImplementor;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/**
 * Loads the records of one transaction that are in the caller's scope.
 *
 * @param <T> the entity
 */
final class RecordLoader<T> {

  private static final String LOCK = "select 1 from %s record where id(record) in (:ids)";

  private final EntityModel<T> model;
  private final Specification<T> scope;
  private final EntityManager entityManager;

  RecordLoader(BoundResource<T> resource, Caller caller, EntityManager entityManager) {
    this.model = resource.model();
    this.scope = resource.scopeOf(caller);
    this.entityManager = entityManager;
  }

  /**
   * Locks the records' rows and loads them, so that what was committed before the lock was granted
   * is seen, in the collections too.
   *
   * @return the records that exist and may be changed, by their keys
   */
  Map<RecordKey, T> lockAndLoad(Collection<RecordKey> records) {
    Map<RecordKey, Object> ids = idsOf(records);
    if (ids.isEmpty()) {
      return Map.of();
    }
    if (model.isOneRow()) {
      return loadByIds(ids, LockModeType.PESSIMISTIC_WRITE);
    }
    session()
        .createQuery(LOCK.formatted(model.rootEntityName()), Integer.class)
        .setParameter("ids", List.copyOf(ids.values()))
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList();
    return loadByIds(ids, LockModeType.NONE);
  }

  /** Loads the records as they are, to look at them. */
  Map<RecordKey, T> load(Collection<RecordKey> records) {
    Map<RecordKey, Object> ids = idsOf(records);
    return ids.isEmpty() ? Map.of() : loadByIds(ids, LockModeType.NONE);
  }

  private Map<RecordKey, T> loadByIds(Map<RecordKey, Object> ids, LockModeType lock) {
    List<RecordKey> keys = List.copyOf(ids.keySet());
    List<@Nullable T> found =
        session()
            .findMultiple(
                model.entityClass(), List.copyOf(ids.values()), new BatchSize(ids.size()), lock);
    Set<T> inScope = inScope(found.stream().filter(Objects::nonNull).toList());
    Map<RecordKey, T> loaded = new LinkedHashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      T record = found.get(i);
      if (record != null && inScope.contains(record)) {
        loaded.put(keys.get(i), record);
      }
    }
    return loaded;
  }

  private Set<T> inScope(List<T> records) {
    Set<T> result = Collections.newSetFromMap(new IdentityHashMap<>());
    if (records.isEmpty()) {
      return result;
    }
    CriteriaBuilder builder = entityManager.getCriteriaBuilder();
    CriteriaQuery<T> query = builder.createQuery(model.entityClass());
    Root<T> root = query.from(model.entityClass());
    @Nullable Predicate restriction = scope.toPredicate(root, query, builder);
    if (restriction == null) {
      result.addAll(records);
    } else {
      query.select(root).where(restriction, root.in(records));
      result.addAll(entityManager.createQuery(query).getResultList());
    }
    return result;
  }

  private Map<RecordKey, Object> idsOf(Collection<RecordKey> records) {
    Map<RecordKey, Object> ids = new LinkedHashMap<>();
    records.forEach(record -> model.idIn(record).ifPresent(id -> ids.put(record, id)));
    return ids;
  }

  private SessionImplementor session() {
    return entityManager.unwrap(SessionImplementor.class);
  }
}
