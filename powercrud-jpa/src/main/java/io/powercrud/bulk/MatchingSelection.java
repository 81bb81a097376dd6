package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.resource.EntityModel;
import io.powercrud.resource.MatchingRecords;
import io.powercrud.task.Targets;
import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.Order;
import jakarta.persistence.criteria.Path;
import java.util.List;
import java.util.Optional;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.hibernate.query.criteria.JpaRoot;

/**
 * The records that match when they are asked for.
 *
 * @param records which records
 * @param targets what freezes them
 * @param description what tells them from others
 * @param entityManager where they are looked up
 * @param conflicts where they are reserved one by one
 * @param <T> the entity
 */
record MatchingSelection<T>(
    MatchingRecords<T> records,
    Targets targets,
    String description,
    EntityManager entityManager,
    ConflictStore conflicts)
    implements Selection {

  @Override
  public Optional<List<RecordKey>> upTo(int limit) {
    HibernateCriteriaBuilder builder = builder();
    EntityModel<T> model = records.model();
    JpaCriteriaQuery<Object[]> query = builder.createQuery(Object[].class);
    JpaRoot<T> record = query.from(model.entityClass());
    List<Path<?>> id = model.idColumns(record);
    query
        .select(builder.array(List.copyOf(id)))
        .where(records.restrict(record, query, builder))
        .orderBy(id.stream().<Order>map(builder::asc).toList());
    List<Object[]> found =
        entityManager.createQuery(query).setMaxResults(Math.addExact(limit, 1)).getResultList();
    return found.size() > limit
        ? Optional.empty()
        : Optional.of(
            found.stream().map(values -> model.key(model.idOf(List.of(values)))).toList());
  }

  @Override
  public long count() {
    return records.count(entityManager);
  }

  @Override
  public Targets targets(List<RecordKey> found) {
    return Targets.of(found, conflicts);
  }

  private HibernateCriteriaBuilder builder() {
    return (HibernateCriteriaBuilder) entityManager.getCriteriaBuilder();
  }
}
