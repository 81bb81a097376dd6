package io.powercrud.resource;

import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.From;
import jakarta.persistence.criteria.Order;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Selection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.hibernate.query.criteria.JpaCriteriaQuery;
import org.hibernate.query.criteria.JpaRoot;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;

/**
 * Reads the columns of a resource's records: one statement for the records, and one for each column
 * of many values, whatever the number of records.
 */
final class RecordQuery<T> {
  private final BoundResource<T> resource;
  private final EntityModel<T> model;
  private final EntityManager entityManager;
  private final HibernateCriteriaBuilder builder;

  RecordQuery(BoundResource<T> resource, EntityManager entityManager) {
    this.resource = resource;
    this.model = resource.model();
    this.entityManager = entityManager;
    this.builder = (HibernateCriteriaBuilder) entityManager.getCriteriaBuilder();
  }

  /** How many records match. */
  long count(MatchingRecords<T> matching) {
    JpaCriteriaQuery<Long> query = builder.createQuery(Long.class);
    JpaRoot<T> record = query.from(model.entityClass());
    query
        .select(builder.count(builder.literal(1)))
        .where(matching.restrict(record, query, builder));
    return entityManager.createQuery(query).getSingleResult();
  }

  /** The records that match, from one of them on. */
  List<RecordView> list(MatchingRecords<T> matching, Sort sort, int first, int size) {
    JpaCriteriaQuery<Object[]> query = builder.createQuery(Object[].class);
    JpaRoot<T> record = query.from(model.entityClass());
    query
        .where(matching.restrict(record, query, builder))
        .orderBy(orders(sort, record).toArray(Order[]::new));
    return views(query, record, first, size);
  }

  /** The record with this id, if it matches. */
  Optional<RecordView> find(MatchingRecords<T> matching, Object id) {
    JpaCriteriaQuery<Object[]> query = builder.createQuery(Object[].class);
    JpaRoot<T> record = query.from(model.entityClass());
    query.where(matching.restrict(record, query, builder), model.hasId(record, id, builder));
    return views(query, record, 0, 1).stream().findFirst();
  }

  private List<RecordView> views(
      JpaCriteriaQuery<Object[]> query, JpaRoot<T> record, int first, int size) {
    Layout layout = new Layout(record);
    query.select(builder.array(Object[].class, layout.selections.toArray(Selection<?>[]::new)));
    List<Object[]> rows =
        entityManager.createQuery(query).setFirstResult(first).setMaxResults(size).getResultList();
    List<Object> ids = rows.stream().map(layout::id).toList();
    Map<ResourceField, Map<Object, List<@Nullable Object>>> values = new HashMap<>();
    for (ResourceField column : resource.columns()) {
      if (column instanceof PluralField plural && !ids.isEmpty()) {
        values.put(plural, valuesOf(plural, ids));
      }
    }
    return rows.stream().map(row -> layout.view(row, values)).toList();
  }

  private List<Order> orders(Sort sort, JpaRoot<T> record) {
    List<Order> orders = new ArrayList<>();
    for (Sort.Order order : sort) {
      for (Path<?> path : sortable(order.getProperty(), record)) {
        orders.add(order.isAscending() ? builder.asc(path) : builder.desc(path));
      }
    }
    model.idColumns(record).forEach(id -> orders.add(builder.asc(id)));
    return orders;
  }

  private List<Path<?>> sortable(String name, JpaRoot<T> record) {
    if (name.equals("id")) {
      return model.idColumns(record);
    }
    for (ResourceField column : resource.columns()) {
      if (column.name().equals(name) && column instanceof BasicField) {
        return List.of(column.in(record));
      } else if (column.name().equals(name) && column instanceof ToOneField reference) {
        return reference.target().idColumns(reference.record(record));
      }
    }
    List<String> possible =
        resource.columns().stream()
            .filter(column -> column instanceof BasicField || column instanceof ToOneField)
            .map(ResourceField::name)
            .toList();
    throw new InvalidFieldsException(
        "sort",
        "'%s' can't be sorted by '%s'; it can by id, %s"
            .formatted(resource, name, String.join(", ", possible)));
  }

  private Map<Object, List<@Nullable Object>> valuesOf(PluralField plural, List<Object> ids) {
    JpaCriteriaQuery<Object[]> query = builder.createQuery(Object[].class);
    JpaRoot<T> record = query.from(model.entityClass());
    List<Selection<?>> selections = new ArrayList<>(model.idColumns(record));
    int width = selections.size();
    From<?, ?> member = plural.path.joinedTo(record);
    List<Path<?>> values =
        plural.kind() == ResourceField.Kind.TO_MANY
            ? plural.target().idColumns(member)
            : List.of(member);
    selections.addAll(values);
    query
        .select(builder.array(Object[].class, selections.toArray(Selection<?>[]::new)))
        .where(model.hasIdIn(record, ids, builder))
        .orderBy(values.stream().map(builder::asc).toArray(Order[]::new));
    Map<Object, List<@Nullable Object>> byId = new HashMap<>();
    for (Object[] row : entityManager.createQuery(query).getResultList()) {
      List<Object> all = Arrays.asList(row);
      Object value =
          plural.kind() == ResourceField.Kind.TO_MANY
              ? plural.target().idOf(all.subList(width, row.length))
              : row[width];
      byId.computeIfAbsent(model.idOf(all.subList(0, width)), id -> new ArrayList<>())
          .add(plural.json(value));
    }
    return byId;
  }

  /** Which column of the statement belongs to which field. */
  private final class Layout {
    private final List<Selection<?>> selections = new ArrayList<>();
    private final Map<ResourceField, Integer> places = new LinkedHashMap<>();
    private final int idWidth;
    private final boolean versioned;

    Layout(JpaRoot<T> record) {
      selections.addAll(model.idColumns(record));
      idWidth = selections.size();
      versioned = model.versionPath(record).map(selections::add).isPresent();
      for (ResourceField column : resource.columns()) {
        places.put(column, selections.size());
        if (column instanceof ToOneField reference) {
          selections.addAll(reference.target().idColumns(reference.record(record)));
        } else if (!column.isPlural()) {
          selections.add(column.in(record));
        }
      }
    }

    Object id(Object[] row) {
      return model.idOf(Arrays.asList(row).subList(0, idWidth));
    }

    RecordView view(Object[] row, Map<ResourceField, Map<Object, List<@Nullable Object>>> plurals) {
      Object id = id(row);
      Map<String, @Nullable Object> columns = new LinkedHashMap<>();
      places.forEach(
          (column, place) ->
              columns.put(
                  column.name(),
                  column.isPlural()
                      ? plurals.getOrDefault(column, Map.of()).getOrDefault(id, List.of())
                      : value(column, place, row)));
      return new RecordView(
          model.keyIfItFits(id).orElse(null), model.jsonId(id), version(row), columns);
    }

    private @Nullable Object version(Object[] row) {
      if (!versioned) {
        return null;
      }
      return row[idWidth] instanceof Number counted ? counted : String.valueOf(row[idWidth]);
    }

    private @Nullable Object value(ResourceField column, int place, Object[] row) {
      if (row[place] == null) {
        return null;
      } else if (column instanceof ToOneField reference) {
        EntityModel<?> target = reference.target();
        int end = place + target.idWidth();
        return column.json(target.idOf(Arrays.asList(row).subList(place, end)));
      }
      return column.json(row[place]);
    }
  }
}
