package io.powercrud.resource;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The values that one record is to be given, parsed and checked. */
final class RecordValues {
  private final List<Assignment> assignments;

  private RecordValues(List<Assignment> assignments) {
    this.assignments = List.copyOf(assignments);
  }

  /**
   * A field and what it is to be: several values, one, or none.
   *
   * @param values typed values
   */
  private record Assignment(ResourceField field, List<Object> values) {
    void applyTo(Object entity, EntityManager entityManager) {
      if (field.isPlural()) {
        field.replace(entity, values, entityManager);
      } else {
        field.set(entity, values.isEmpty() ? null : values.get(0), entityManager);
      }
    }
  }

  /**
   * The values for a new record.
   *
   * @throws InvalidFieldsException if a field can't be written or a value is wrong
   */
  static RecordValues forNew(
      BoundResource<?> resource, Map<String, ?> given, EntityManager entityManager) {
    return parse(resource, given, ResourceField::notCreatableReason, entityManager);
  }

  /**
   * The values for a record that exists.
   *
   * @throws InvalidFieldsException if a field can't be written or a value is wrong
   */
  static RecordValues forExisting(
      BoundResource<?> resource, Map<String, ?> given, EntityManager entityManager) {
    return parse(resource, given, ResourceField::readOnlyReason, entityManager);
  }

  private static RecordValues parse(
      BoundResource<?> resource,
      Map<String, ?> given,
      Function<ResourceField, Optional<String>> refusal,
      EntityManager entityManager) {
    List<Assignment> assignments = new ArrayList<>();
    List<FieldError> errors = new ArrayList<>();
    given.forEach(
        (name, value) -> {
          try {
            ResourceField field = field(resource, name, refusal);
            List<Object> values = values(field, value);
            errors.addAll(field.missing(values, entityManager));
            assignments.add(new Assignment(field, values));
          } catch (InvalidValueException wrong) {
            errors.add(new FieldError(name, wrong.reason()));
          }
        });
    if (!errors.isEmpty()) {
      throw new InvalidFieldsException(errors);
    }
    return new RecordValues(assignments);
  }

  private static ResourceField field(
      BoundResource<?> resource, String name, Function<ResourceField, Optional<String>> refusal) {
    ResourceField field =
        resource.fields().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new InvalidValueException(
                        "it can't be written; of '%s' can be %s"
                            .formatted(
                                resource,
                                resource.fields().stream()
                                    .map(ResourceField::name)
                                    .collect(Collectors.joining(", ")))));
    refusal
        .apply(field)
        .ifPresent(
            reason -> {
              throw new InvalidValueException("it can't be changed: " + reason);
            });
    return field;
  }

  private static List<Object> values(ResourceField field, @Nullable Object given) {
    if (field.isPlural()) {
      if (!(given instanceof Collection<?> several)) {
        throw new InvalidValueException("a list is expected");
      }
      return several.stream().map(each -> read(field, each)).toList();
    }
    if (given == null && !field.isNullable()) {
      throw new InvalidValueException("it can't be empty");
    }
    return given == null ? List.of() : List.of(read(field, given));
  }

  private static Object read(ResourceField field, @Nullable Object given) {
    if (given == null) {
      throw new InvalidValueException("null is no value of a list");
    }
    return field.read(given);
  }

  void applyTo(Object entity, EntityManager entityManager) {
    assignments.forEach(assignment -> assignment.applyTo(entity, entityManager));
  }
}
