package io.powercrud.resource;

import jakarta.persistence.criteria.From;
import jakarta.persistence.criteria.Join;
import jakarta.persistence.criteria.JoinType;
import jakarta.persistence.criteria.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hibernate.Hibernate;
import org.hibernate.engine.internal.ManagedTypeHelper;
import org.hibernate.metamodel.mapping.AttributeMapping;
import org.hibernate.metamodel.mapping.EmbeddableMappingType;
import org.hibernate.metamodel.mapping.EmbeddableValuedModelPart;
import org.jspecify.annotations.Nullable;

/**
 * The way from an entity to one of its attributes, through embeddables and single references.
 *
 * @param through the attributes on the way, from the entity on
 * @param leaf the attribute at its end
 */
record FieldPath(List<AttributeMapping> through, AttributeMapping leaf) {

  FieldPath {
    through = List.copyOf(through);
  }

  String name() {
    return Stream.concat(through.stream(), Stream.of(leaf))
        .map(AttributeMapping::getAttributeName)
        .collect(Collectors.joining("."));
  }

  /** Whether the attribute is stored with another record than the one the path starts from. */
  boolean leavesTheRecord() {
    return !through.stream().allMatch(EmbeddableValuedModelPart.class::isInstance);
  }

  @Nullable Object get(Object entity) {
    Object current = Hibernate.unproxy(entity);
    for (AttributeMapping step : through) {
      current = Hibernate.unproxy(step.getValue(current));
      if (current == null) {
        return null;
      }
    }
    return leaf.getValue(current);
  }

  /** Sets the value, in a new instance of each embeddable on the way. */
  void set(Object entity, @Nullable Object value) {
    Object owner = Hibernate.unproxy(entity);
    AttributeMapping first = through.isEmpty() ? leaf : through.get(0);
    first.setValue(owner, valueOf(owner, 0, value));
    if (ManagedTypeHelper.isSelfDirtinessTracker(owner)) {
      ManagedTypeHelper.asSelfDirtinessTracker(owner)
          .$$_hibernate_trackChange(first.getAttributeName());
    }
  }

  private @Nullable Object valueOf(@Nullable Object owner, int depth, @Nullable Object value) {
    if (depth == through.size()) {
      return value;
    }
    AttributeMapping step = through.get(depth);
    EmbeddableMappingType embeddable =
        ((EmbeddableValuedModelPart) step).getEmbeddableTypeDescriptor();
    Object current = owner == null ? null : step.getValue(owner);
    @Nullable Object[] parts =
        current == null
            ? new Object[embeddable.getNumberOfAttributeMappings()]
            : embeddable.getValues(current);
    AttributeMapping next = depth + 1 < through.size() ? through.get(depth + 1) : leaf;
    parts[next.getStateArrayPosition()] = valueOf(current, depth + 1, value);
    return embeddable.getRepresentationStrategy().getInstantiator().instantiate(() -> parts);
  }

  /** The attribute in a query; references on the way are joined so that no row is lost. */
  Path<?> in(From<?, ?> root) {
    Path<?> current = root;
    for (AttributeMapping step : through) {
      current =
          step instanceof EmbeddableValuedModelPart || !(current instanceof From<?, ?> owner)
              ? current.get(step.getAttributeName())
              : joined(owner, step);
    }
    return current.get(leaf.getAttributeName());
  }

  private static From<?, ?> joined(From<?, ?> owner, AttributeMapping step) {
    for (Join<?, ?> join : owner.getJoins()) {
      if (join.getAttribute().getName().equals(step.getAttributeName())
          && join.getJoinType() == JoinType.LEFT) {
        return join;
      }
    }
    return owner.join(step.getAttributeName(), JoinType.LEFT);
  }

  /** The attribute as a source of rows of its own: the values of a collection, or a reference. */
  From<?, ?> joinedTo(From<?, ?> root) {
    From<?, ?> current = root;
    for (AttributeMapping step : through) {
      current = current.join(step.getAttributeName());
    }
    return current.join(leaf.getAttributeName());
  }
}
