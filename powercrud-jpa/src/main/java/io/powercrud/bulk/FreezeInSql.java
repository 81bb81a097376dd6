package io.powercrud.bulk;

import io.powercrud.conflict.OnConflict;
import io.powercrud.resource.MatchingRecords;
import jakarta.persistence.Tuple;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Selection;
import java.util.ArrayList;
import java.util.List;
import org.hibernate.StatelessSession;
import org.hibernate.query.common.JoinType;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaInsertSelect;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.hibernate.query.criteria.JpaEntityJoin;
import org.hibernate.query.criteria.JpaRoot;
import org.hibernate.query.criteria.JpaWindow;

/**
 * The statements that freeze a set of records within the database, so that no id of it passes
 * through this JVM.
 *
 * @param records the set
 * @param exactText how texts are compared
 * @param builder where the statements are built
 * @param <T> the entity
 */
record FreezeInSql<T>(
    MatchingRecords<T> records, ExactText exactText, HibernateCriteriaBuilder builder) {

  private static final List<String> COLUMNS =
      List.of(
          "taskKey",
          "seq",
          "entityType",
          "recordId",
          "rootKey",
          "scope",
          "reservedAt",
          "held",
          "leftOut");

  /** Writes the targets down, numbered in the order of their ids, and reserves what is free. */
  long insert(Freeze freeze, StatelessSession session) {
    JpaCriteriaQuery<Tuple> selection = builder.createTupleQuery();
    JpaRoot<T> record = selection.from(records.model().entityClass());
    Expression<String> text = records.model().idText(record, builder);
    List<Selection<?>> columns = new ArrayList<>();
    columns.add(builder.literal(freeze.task().value()));
    columns.add(builder.rowNumber(inOrderOfId(record)));
    columns.add(builder.literal(freeze.entityType()));
    columns.add(text);
    columns.add(builder.literal(freeze.root().value()));
    columns.add(builder.literal(Freeze.UNTIL_ROOT_ENDS));
    columns.add(builder.literal(freeze.at()));
    columns.addAll(fate(freeze, record, text));
    selection.select(builder.tuple(columns));
    selection.where(records.restrict(record, selection, builder));
    selection.orderBy(builder.asc(exactText.of(text, builder)));
    return session.createMutationQuery(into(selection)).executeUpdate();
  }

  private JpaCriteriaInsertSelect<FrozenRecord> into(JpaCriteriaQuery<Tuple> selection) {
    JpaCriteriaInsertSelect<FrozenRecord> insert =
        builder.createCriteriaInsertSelect(FrozenRecord.class);
    Path<FrozenRecord> target = insert.getTarget();
    insert.setInsertionTargetPaths(COLUMNS.stream().<Path<?>>map(target::get).toArray(Path[]::new));
    return insert.select(selection);
  }

  private JpaWindow inOrderOfId(JpaRoot<T> record) {
    JpaWindow window = builder.createWindow();
    records.model().idColumns(record).forEach(column -> window.orderBy(builder.asc(column)));
    return window;
  }

  /** What becomes of a record: whether it is held, and why it is left out. */
  private List<Expression<?>> fate(Freeze freeze, JpaRoot<T> record, Expression<String> text) {
    Expression<String> noText = builder.nullLiteral(String.class);
    Expression<Short> notHeld = builder.nullLiteral(Short.class);
    Expression<Short> held = builder.literal(Freeze.HELD);
    if (!freeze.asksForHolders()) {
      boolean later = freeze.onConflict() == OnConflict.WAIT;
      return List.of(later ? notHeld : held, noText);
    }
    Path<FrozenRecord> holding = holding(freeze, record, text);
    Path<String> holder = holding.get("rootKey");
    Expression<Boolean> mine = builder.equal(holder, freeze.root().value());
    Expression<Boolean> free = builder.isNull(holder);
    if (freeze.onConflict() == OnConflict.REFUSE) {
      return List.of(builder.<Short>selectCase().when(mine, notHeld).otherwise(held), noText);
    }
    return List.of(
        builder.<Short>selectCase().when(free, held).otherwise(notHeld),
        builder
            .<String>selectCase()
            .when(builder.or(free, mine), noText)
            .otherwise(builder.concat("It is held by task ", holder)));
  }

  private Path<FrozenRecord> holding(Freeze freeze, JpaRoot<T> record, Expression<String> text) {
    JpaEntityJoin<T, FrozenRecord> holding = record.join(FrozenRecord.class, JoinType.LEFT);
    holding.on(
        builder.equal(holding.get("entityType"), freeze.entityType()),
        builder.equal(holding.get("recordId"), exactText.of(text, builder)),
        builder.equal(holding.get("held"), Freeze.HELD));
    return holding;
  }

  /** The ids of the first records that other tasks hold. */
  List<String> firstHeld(Freeze freeze, int limit, StatelessSession session) {
    JpaCriteriaQuery<String> query = builder.createQuery(String.class);
    Path<FrozenRecord> holding = heldByOthers(freeze, query);
    query.select(holding.get("recordId")).orderBy(builder.asc(holding.get("recordId")));
    return session.createSelectionQuery(query).setMaxResults(limit).getResultList();
  }

  /** How many of the records other tasks hold. */
  long countHeld(Freeze freeze, StatelessSession session) {
    JpaCriteriaQuery<Long> query = builder.createQuery(Long.class);
    heldByOthers(freeze, query);
    query.select(builder.count(builder.literal(1)));
    return session.createSelectionQuery(query).getSingleResult();
  }

  private Path<FrozenRecord> heldByOthers(Freeze freeze, JpaCriteriaQuery<?> query) {
    JpaRoot<FrozenRecord> holding = query.from(FrozenRecord.class);
    JpaRoot<T> record = query.from(records.model().entityClass());
    Expression<String> text = exactText.of(records.model().idText(record, builder), builder);
    query.where(
        builder.equal(holding.get("entityType"), freeze.entityType()),
        builder.equal(holding.get("held"), Freeze.HELD),
        builder.notEqual(holding.get("rootKey"), freeze.root().value()),
        builder.equal(holding.get("recordId"), text),
        records.restrict(record, query, builder));
    return holding;
  }

  /** How many targets of the task were left out. */
  long countLeftOut(Freeze freeze, StatelessSession session) {
    JpaCriteriaQuery<Long> query = builder.createQuery(Long.class);
    JpaRoot<FrozenRecord> target = query.from(FrozenRecord.class);
    query
        .select(builder.count(builder.literal(1)))
        .where(
            builder.equal(target.get("taskKey"), freeze.task().value()),
            builder.isNotNull(target.get("leftOut")));
    return session.createSelectionQuery(query).getSingleResult();
  }
}
