package io.powercrud.resource;

import jakarta.persistence.criteria.CriteriaQuery;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.From;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import jakarta.persistence.criteria.Root;
import jakarta.persistence.criteria.Subquery;
import java.util.List;
import java.util.Locale;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;

/**
 * One condition of a filter.
 *
 * @param field the field that is compared
 * @param operator how
 * @param values the typed values it is compared with, at least one
 */
record FilterCondition(ResourceField field, FilterOperator operator, List<?> values) {
  private static final char LIKE_ESCAPE = '!';

  <T> Predicate toPredicate(
      Root<T> root, CriteriaQuery<?> query, HibernateCriteriaBuilder builder) {
    if (field instanceof PluralField plural) {
      return operator == FilterOperator.EMPTY
          ? emptyOrNot(builder.not(hasMember(plural, root, query, builder, false)), builder)
          : hasMember(plural, root, query, builder, true);
    } else if (field instanceof ToOneField reference) {
      Path<?> record = reference.record(root);
      return operator == FilterOperator.EMPTY
          ? emptyOrNot(builder.isNull(reference.target().idColumns(record).get(0)), builder)
          : reference.target().hasIdIn(record, values, builder);
    }
    return basic((BasicField) field, root, builder);
  }

  @SuppressWarnings("unchecked") // a field that takes text is a text
  private Predicate basic(BasicField basic, From<?, ?> root, HibernateCriteriaBuilder builder) {
    Path<?> path = basic.in(root);
    return switch (operator) {
      case EQUAL, IN -> path.in(values);
      case AT_LEAST -> atLeast(builder, (Expression<Comparable<Object>>) path);
      case AT_MOST -> atMost(builder, (Expression<Comparable<Object>>) path);
      case CONTAINS ->
          builder.like(
              builder.lower((Expression<String>) path),
              "%" + escaped(values.get(0).toString().toLowerCase(Locale.ROOT)) + "%",
              LIKE_ESCAPE);
      case EMPTY ->
          emptyOrNot(
              basic.value().isText()
                  ? builder.or(builder.isNull(path), builder.equal(path, ""))
                  : builder.isNull(path),
              builder);
    };
  }

  @SuppressWarnings("unchecked") // an ordered field's values are comparable with each other
  private Predicate atLeast(HibernateCriteriaBuilder builder, Expression<Comparable<Object>> path) {
    return builder.greaterThanOrEqualTo(path, (Comparable<Object>) values.get(0));
  }

  @SuppressWarnings("unchecked") // an ordered field's values are comparable with each other
  private Predicate atMost(HibernateCriteriaBuilder builder, Expression<Comparable<Object>> path) {
    return builder.lessThanOrEqualTo(path, (Comparable<Object>) values.get(0));
  }

  private <T> Predicate hasMember(
      PluralField plural,
      Root<T> root,
      CriteriaQuery<?> query,
      HibernateCriteriaBuilder builder,
      boolean amongValues) {
    Subquery<Integer> members = query.subquery(Integer.class);
    From<?, ?> member = plural.path.joinedTo(members.correlate(root));
    members.select(builder.literal(1));
    if (amongValues) {
      members.where(
          plural.kind() == ResourceField.Kind.TO_MANY
              ? plural.target().hasIdIn(member, values, builder)
              : member.in(values));
    }
    return builder.exists(members);
  }

  private Predicate emptyOrNot(Predicate empty, HibernateCriteriaBuilder builder) {
    return Boolean.TRUE.equals(values.get(0)) ? empty : builder.not(empty);
  }

  private static String escaped(String text) {
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }
}
