package io.powercrud.resource;

import io.powercrud.RecordKey;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Tuple;
import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.hibernate.query.criteria.JpaRoot;
import org.hibernate.query.criteria.JpaSubQuery;
import org.hibernate.query.sqm.tree.from.SqmAttributeJoin;
import org.hibernate.query.sqm.tree.from.SqmFrom;
import org.springframework.data.jpa.domain.Specification;

/**
 * The records that match a specification, as a restriction that a statement of ours can carry.
 *
 * @param model the entity
 * @param specification which of its records
 * @param except the ids of records that are left out
 * @param <T> the entity
 */
public record MatchingRecords<T>(
    EntityModel<T> model, Specification<T> specification, Collection<?> except) {

  private static final int IDS_PER_QUERY = 1_000;

  /** The records that match, but for those left out. */
  public MatchingRecords {
    except = List.copyOf(except);
  }

  /**
   * Restricts a statement's own root to the records that match. The specification sees a root and a
   * query of its own: what it joins or fetches multiplies no row here.
   *
   * @throws IllegalArgumentException if the specification groups, for that selects no records
   */
  public Predicate restrict(
      JpaRoot<T> record, JpaCriteriaQuery<?> statement, HibernateCriteriaBuilder builder) {
    List<Path<?>> idColumns = model.idColumns(record);
    return builder.and(
        idColumns.size() == 1
            ? idIn(idColumns.get(0), statement, builder)
            : exists(record, statement, builder),
        except.isEmpty()
            ? builder.conjunction()
            : builder.not(model.hasIdIn(record, except, builder)));
  }

  /**
   * How many they are.
   *
   * @throws InvalidIdException if the id of one is too long for a {@link RecordKey}
   */
  public long count(EntityManager entityManager) {
    HibernateCriteriaBuilder builder =
        (HibernateCriteriaBuilder) entityManager.getCriteriaBuilder();
    JpaCriteriaQuery<Tuple> query = builder.createTupleQuery();
    JpaRoot<T> record = query.from(model.entityClass());
    List<Selection<?>> numbers = new ArrayList<>(List.of(builder.count()));
    numbers.addAll(model.longestId(record, builder).stream().toList());
    query.select(builder.tuple(numbers)).where(restrict(record, query, builder));
    Tuple result = entityManager.createQuery(query).getSingleResult();
    long count = (Long) result.get(0);
    if (count > 0 && numbers.size() > 1) {
      model.requireLength((Integer) result.get(1));
    }
    return count;
  }

  /** Those of the keys whose records there are, and match. */
  public Set<RecordKey> keysAmong(Collection<RecordKey> keys, EntityManager entityManager) {
    List<Object> ids = keys.stream().flatMap(key -> model.idIn(key).stream()).toList();
    return among(ids, entityManager).stream().map(model::key).collect(Collectors.toSet());
  }

  /** Those of the ids whose records there are, and match. */
  Set<Object> among(Collection<?> ids, EntityManager entityManager) {
    List<?> asked = List.copyOf(new HashSet<>(ids));
    Set<Object> among = new HashSet<>();
    for (int from = 0; from < asked.size(); from += IDS_PER_QUERY) {
      among.addAll(
          query(asked.subList(from, Math.min(asked.size(), from + IDS_PER_QUERY)), entityManager));
    }
    return among;
  }

  private List<Object> query(Collection<?> ids, EntityManager entityManager) {
    HibernateCriteriaBuilder builder =
        (HibernateCriteriaBuilder) entityManager.getCriteriaBuilder();
    JpaCriteriaQuery<Object[]> query = builder.createQuery(Object[].class);
    JpaRoot<T> record = query.from(model.entityClass());
    query
        .select(builder.array(List.copyOf(model.idColumns(record))))
        .where(model.hasIdIn(record, ids, builder), restrict(record, query, builder));
    return entityManager.createQuery(query).getResultList().stream()
        .map(values -> model.idOf(List.of(values)))
        .toList();
  }

  private Predicate idIn(
      Path<?> id, JpaCriteriaQuery<?> statement, HibernateCriteriaBuilder builder) {
    return idIn(id, id.getJavaType(), statement, builder);
  }

  private <I> Predicate idIn(
      Path<?> id,
      Class<I> idType,
      JpaCriteriaQuery<?> statement,
      HibernateCriteriaBuilder builder) {
    JpaSubQuery<I> matching = statement.subquery(idType);
    JpaRoot<T> candidate = matching.from(model.entityClass());
    return specified(candidate, builder)
        .<Predicate>map(predicate -> id.in(matching.select(idOf(candidate)).where(predicate)))
        .orElseGet(builder::conjunction);
  }

  @SuppressWarnings("unchecked") // the one column of the id has the id's type
  private <I> Path<I> idOf(JpaRoot<T> candidate) {
    return (Path<I>) model.idColumns(candidate).get(0);
  }

  private Predicate exists(
      JpaRoot<T> record, JpaCriteriaQuery<?> statement, HibernateCriteriaBuilder builder) {
    JpaSubQuery<Integer> matching = statement.subquery(Integer.class);
    JpaRoot<T> candidate = matching.from(model.entityClass());
    return specified(candidate, builder)
        .<Predicate>map(
            predicate ->
                builder.exists(
                    matching
                        .select(builder.literal(1))
                        .where(predicate, sameRecord(candidate, record, builder))))
        .orElseGet(builder::conjunction);
  }

  private Optional<Predicate> specified(JpaRoot<T> candidate, HibernateCriteriaBuilder builder) {
    CriteriaQuery<Long> aside = builder.createQuery(Long.class);
    Predicate returned = specification.toPredicate(candidate, aside, builder);
    if (!aside.getGroupList().isEmpty() || aside.getGroupRestriction() != null) {
      throw new IllegalArgumentException(
          "A specification that groups rows selects no set of %s".formatted(model));
    }
    forgetFetches((SqmFrom<?, ?>) candidate);
    return Optional.ofNullable(returned != null ? returned : aside.getRestriction());
  }

  private static void forgetFetches(SqmFrom<?, ?> from) {
    from.visitSqmJoins(
        join -> {
          if (join instanceof SqmAttributeJoin<?, ?> fetched) {
            fetched.clearFetched();
          }
          forgetFetches(join);
        });
  }

  private Predicate sameRecord(
      JpaRoot<T> candidate, JpaRoot<T> record, HibernateCriteriaBuilder builder) {
    List<Path<?>> mine = model.idColumns(candidate);
    List<Path<?>> its = model.idColumns(record);
    Predicate[] same = new Predicate[mine.size()];
    for (int i = 0; i < same.length; i++) {
      same[i] = builder.equal(mine.get(i), its.get(i));
    }
    return builder.and(same);
  }
}
