package io.powercrud.resource;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Finds the fields that a declaration names, and refuses what can't be offered.
 *
 * @param path the resource, for messages
 * @param model its entity
 */
record FieldNames(String path, EntityModel<?> model) {

  List<ResourceField> columns(List<String> names) {
    return find("column", names, field -> Optional.empty());
  }

  List<ResourceField> filters(List<String> names) {
    return find(
        "filter",
        names,
        field ->
            field.kind() == ResourceField.Kind.EMBEDDED
                ? Optional.of("filter by its own fields instead")
                : Optional.empty());
  }

  List<ResourceField> writable(String what, List<String> names) {
    return find(what, names, ResourceField::readOnlyReason);
  }

  List<ResourceField> creatable(String what, List<String> names) {
    return find(what, names, ResourceField::notCreatableReason);
  }

  List<ResourceField> allCreatable(List<ResourceField> columns, List<ResourceField> bulkFields) {
    Set<ResourceField> creatable = new LinkedHashSet<>(columns);
    creatable.addAll(bulkFields);
    creatable.removeIf(field -> field.notCreatableReason().isPresent());
    return List.copyOf(creatable);
  }

  private List<ResourceField> find(
      String what, List<String> names, Function<ResourceField, Optional<String>> refusal) {
    Set<ResourceField> found = new LinkedHashSet<>();
    for (String name : names) {
      ResourceField field = field(what, name);
      refusal
          .apply(field)
          .ifPresent(
              reason -> {
                throw new IllegalArgumentException(
                    "The resource '%s' can't offer '%s' as a %s: %s"
                        .formatted(path, name, what, reason));
              });
      found.add(field);
    }
    return List.copyOf(found);
  }

  private ResourceField field(String what, String name) {
    try {
      return model.field(name);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "The resource '%s' names an unknown %s: %s".formatted(path, what, unknown.getMessage()),
          unknown);
    }
  }
}
