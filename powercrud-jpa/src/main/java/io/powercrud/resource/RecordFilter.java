package io.powercrud.resource;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/**
 * A filter over the records of a resource, made of the names and values that its list takes: {@code
 * author}, {@code published.gte}, {@code published.lte}, {@code title.contains}, {@code genres.in},
 * {@code description.empty}. All of its conditions must hold. Immutable and thread-safe.
 *
 * @param <T> the entity
 */
public final class RecordFilter<T> {
  private final List<FilterCondition> conditions;

  private RecordFilter(List<FilterCondition> conditions) {
    this.conditions = List.copyOf(conditions);
  }

  /** The filter that lets every record through. */
  public static <T> RecordFilter<T> none() {
    return new RecordFilter<>(List.of());
  }

  /**
   * Parses a filter.
   *
   * @param given values by name; a value is text, a number or a truth value; for {@code .in} a
   *     collection of them, or a text with commas
   * @throws InvalidFieldsException if a name is no declared filter, an operator doesn't fit its
   *     field, or a value is of the wrong type; it names each of them
   */
  public static <T> RecordFilter<T> parse(
      BoundResource<T> resource, Map<String, ? extends @Nullable Object> given) {
    List<FilterCondition> conditions = new ArrayList<>();
    List<FieldError> errors = new ArrayList<>();
    given.forEach(
        (name, value) -> {
          try {
            conditions.add(condition(resource, name, value));
          } catch (InvalidValueException wrong) {
            errors.add(new FieldError(name, wrong.reason()));
          }
        });
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
    return new RecordFilter<>(conditions);
  }

  private static FilterCondition condition(
      BoundResource<?> resource, String name, @Nullable Object given) {
    Optional<ResourceField> whole = declared(resource, name);
    int dot = name.lastIndexOf('.');
    ResourceField field =
        whole
            .or(() -> dot < 0 ? Optional.empty() : declared(resource, name.substring(0, dot)))
            .orElseThrow(() -> notDeclared(resource, name));
    FilterOperator operator =
        FilterOperator.ofSuffix(name.substring(field.name().length()))
            .orElseThrow(
                () ->
                    new InvalidValueException(
                        "there is no such comparison; '%s' can have %s"
                            .formatted(field, FilterOperator.suffixes())));
    requireFit(field, operator);
    List<Object> values =
        raw(operator, given).stream().map(raw -> value(field, operator, raw)).toList();
    return new FilterCondition(field, operator, values);
  }

  private static Optional<ResourceField> declared(BoundResource<?> resource, String name) {
    return resource.filters().stream().filter(field -> field.name().equals(name)).findFirst();
  }

  private static InvalidValueException notDeclared(BoundResource<?> resource, String name) {
    return new InvalidValueException(
        resource.filters().isEmpty()
            ? "'%s' can't be filtered".formatted(resource)
            : "'%s' can't be filtered by '%s'; it can by %s"
                .formatted(
                    resource,
                    name,
                    resource.filters().stream()
                        .map(ResourceField::name)
                        .collect(Collectors.joining(", "))));
  }

  private static void requireFit(ResourceField field, FilterOperator operator) {
    boolean fits =
        switch (operator) {
          case EQUAL, IN, EMPTY -> true;
          case AT_LEAST, AT_MOST -> field instanceof BasicField basic && basic.value().isOrdered();
          case CONTAINS -> field instanceof BasicField basic && basic.value().isText();
        };
    if (!fits) {
      throw new InvalidValueException(
          operator == FilterOperator.CONTAINS
              ? "'%s' is no text, so that it contains none".formatted(field)
              : "'%s' has no order to compare by".formatted(field));
    }
  }

  private static List<Object> raw(FilterOperator operator, @Nullable Object given) {
    List<Object> values =
        given instanceof Collection<?> several
            ? several.stream().filter(Objects::nonNull).map(Object.class::cast).toList()
            : operator == FilterOperator.IN && given instanceof String text
                ? Arrays.stream(text.split(","))
                    .filter(part -> !part.isEmpty())
                    .map(Object.class::cast)
                    .toList()
                : given == null ? List.of() : List.of(given);
    if (values.isEmpty()) {
      throw new InvalidValueException("a value is expected");
    }
    if (values.size() > 1 && operator != FilterOperator.IN) {
      throw new InvalidValueException(
          "a single value is expected, not %d; '.in' takes several".formatted(values.size()));
    }
    return values;
  }

  private static Object value(ResourceField field, FilterOperator operator, Object raw) {
    if (operator != FilterOperator.EMPTY) {
      return field.read(raw);
    }
    String text = raw.toString();
    if (!text.equals("true") && !text.equals("false")) {
      throw new InvalidValueException("'%s' is not true or false".formatted(raw));
    }
    return Boolean.valueOf(text);
  }

  /** Whether every record passes. */
  public boolean isEmpty() {
    return conditions.isEmpty();
  }

  /** The filter as a map of texts and lists of texts, from which it can be parsed again. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    for (FilterCondition condition : conditions) {
      List<String> texts =
          condition.values().stream()
              .map(
                  value ->
                      condition.operator() == FilterOperator.EMPTY
                          ? value.toString()
                          : condition.field().text(value))
              .toList();
      map.put(
          condition.field().name() + condition.operator().suffix(),
          condition.operator() == FilterOperator.IN ? texts : texts.get(0));
    }
    return map;
  }

  /** The records that pass. */
  public Specification<T> toSpecification() {
    return (root, query, builder) ->
        builder.and(
            conditions.stream()
                .map(
                    condition ->
                        condition.toPredicate(
                            root,
                            Objects.requireNonNull(query, "a filter needs its query"),
                            (HibernateCriteriaBuilder) builder))
                .toList());
  }

  @Override
  public String toString() {
    return toMap().toString();
  }
}
