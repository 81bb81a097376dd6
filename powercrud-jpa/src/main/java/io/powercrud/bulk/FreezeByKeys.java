package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.Conflicts;
import io.powercrud.conflict.OnConflict;
import io.powercrud.resource.EntityModel;
import io.powercrud.resource.MatchingRecords;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Order;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.hibernate.StatelessSession;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.hibernate.query.criteria.JpaRoot;
import org.jspecify.annotations.Nullable;

/**
 * Reads a set of records in batches, each beginning behind the last id of the one before, in
 * constant memory; and freezes it so, where the database can't write an id as Java does.
 *
 * @param records the set
 * @param builder where the statements are built
 * @param <T> the entity
 */
record FreezeByKeys<T>(MatchingRecords<T> records, HibernateCriteriaBuilder builder) {
  private static final int BATCH = 10_000;
  private static final int INSERTS_PER_ROUND_TRIP = 1_000;

  /** Hands the records' keys on, batch by batch, in the order of their ids. */
  void forEachBatch(StatelessSession session, Consumer<List<RecordKey>> consumer) {
    EntityModel<T> model = records.model();
    List<Object> last = List.of();
    List<Object[]> rows;
    do {
      rows = after(last, session);
      if (!rows.isEmpty()) {
        consumer.accept(rows.stream().map(row -> model.key(model.idOf(List.of(row)))).toList());
        last = List.of(rows.get(rows.size() - 1));
      }
    } while (rows.size() == BATCH);
  }

  private List<Object[]> after(List<Object> last, StatelessSession session) {
    JpaCriteriaQuery<Object[]> query = builder.createQuery(Object[].class);
    JpaRoot<T> record = query.from(records.model().entityClass());
    List<Path<?>> id = records.model().idColumns(record);
    List<Predicate> restrictions = new ArrayList<>();
    restrictions.add(records.restrict(record, query, builder));
    if (!last.isEmpty()) {
      restrictions.add(behind(id, last));
    }
    query
        .select(builder.array(Object[].class, id.toArray(Selection<?>[]::new)))
        .where(restrictions.toArray(Predicate[]::new))
        .orderBy(id.stream().map(builder::asc).toArray(Order[]::new));
    return session.createSelectionQuery(query).setMaxResults(BATCH).getResultList();
  }

  private Predicate behind(List<Path<?>> id, List<Object> last) {
    List<Predicate> alternatives = new ArrayList<>();
    for (int i = 0; i < id.size(); i++) {
      List<Predicate> all = new ArrayList<>();
      for (int j = 0; j < i; j++) {
        all.add(builder.equal(id.get(j), last.get(j)));
      }
      all.add(greater(id.get(i), last.get(i)));
      alternatives.add(builder.and(all));
    }
    return builder.or(alternatives);
  }

  @SuppressWarnings("unchecked") // the database compares them as it sorts them
  private Predicate greater(Path<?> column, Object value) {
    return builder.greaterThan((Expression<Comparable<Object>>) column, (Comparable<Object>) value);
  }

  /** Writes the targets down, numbered in the order of their ids, and reserves what is free. */
  long insert(Freeze freeze, ConflictStore conflicts, StatelessSession session) {
    session.setJdbcBatchSize(INSERTS_PER_ROUND_TRIP);
    AtomicLong numbered = new AtomicLong();
    forEachBatch(
        session,
        keys -> {
          Map<RecordKey, Conflict> holders =
              freeze.asksForHolders() ? conflicts.holders(keys) : Map.of();
          session.insertMultiple(
              keys.stream()
                  .map(key -> target(freeze, numbered.incrementAndGet(), key, holders.get(key)))
                  .toList());
        });
    return numbered.get();
  }

  private static FrozenRecord target(
      Freeze freeze, long seq, RecordKey key, @Nullable Conflict conflict) {
    boolean waits = freeze.onConflict() == OnConflict.WAIT;
    if (conflict == null) {
      return new FrozenRecord(freeze, seq, key.id(), waits ? null : Freeze.HELD, null);
    } else if (conflict.holder().equals(freeze.root())) {
      return new FrozenRecord(freeze, seq, key.id(), null, null);
    } else if (freeze.onConflict() == OnConflict.REFUSE) {
      return new FrozenRecord(freeze, seq, key.id(), Freeze.HELD, null);
    }
    return new FrozenRecord(freeze, seq, key.id(), null, "It is held by task " + conflict.holder());
  }

  /** Which of the records other tasks hold. */
  Optional<Conflicts> conflicts(TaskKey root, ConflictStore store, StatelessSession session) {
    List<Conflict> held = new ArrayList<>();
    AtomicLong total = new AtomicLong();
    forEachBatch(
        session,
        keys -> {
          Conflicts.ofOthers(store.holders(keys), root)
              .ifPresent(
                  found -> {
                    total.addAndGet(found.total());
                    found.first().stream().limit(Conflicts.LISTED - held.size()).forEach(held::add);
                  });
        });
    return held.isEmpty() ? Optional.empty() : Optional.of(new Conflicts(held, total.get()));
  }
}
