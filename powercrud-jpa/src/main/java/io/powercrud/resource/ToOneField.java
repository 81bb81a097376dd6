package io.powercrud.resource;

import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.From;
import jakarta.persistence.criteria.JoinType;
import jakarta.persistence.criteria.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.hibernate.metamodel.mapping.ForeignKeyDescriptor;
import org.hibernate.metamodel.mapping.internal.ToOneAttributeMapping;
import org.jspecify.annotations.Nullable;

/** A field that refers to one record; its value is that record's id. */
final class ToOneField extends ResourceField {
  private final Reference reference;
  private final boolean inverse;

  ToOneField(
      FieldPath path, ToOneAttributeMapping mapping, Reference reference, Writability writability) {
    super(
        path,
        mapping.isNullable() && mapping.getAttributeMetadata().isNullable(),
        isInverse(mapping)
            ? Writability.never(
                "it is the inverse side; write '%s' of the %s instead"
                    .formatted(
                        mapping.getReferencedPropertyName(), reference.target().get().typeName()))
            : writability);
    this.reference = reference;
    this.inverse = isInverse(mapping);
  }

  private static boolean isInverse(ToOneAttributeMapping mapping) {
    return mapping.getSideNature() == ForeignKeyDescriptor.Nature.TARGET;
  }

  @Override
  public Kind kind() {
    return Kind.TO_ONE;
  }

  @Override
  public Class<?> type() {
    return target().entityClass();
  }

  EntityModel<?> target() {
    return reference.target().get();
  }

  /** The record that is referred to, in a query; it may be none. */
  Path<?> record(From<?, ?> root) {
    Path<?> record = in(root);
    return inverse
        ? ((From<?, ?>) record.getParentPath()).join(path.leaf().getAttributeName(), JoinType.LEFT)
        : record;
  }

  @Override
  Object read(Object raw) {
    return reference.read(raw);
  }

  @Override
  @Nullable Object json(@Nullable Object id) {
    return reference.json(id);
  }

  @Override
  public List<FieldError> missing(Collection<?> ids, EntityManager entityManager) {
    return reference.missing(name(), ids, entityManager);
  }

  @Override
  public boolean set(Object entity, @Nullable Object id, EntityManager entityManager) {
    if (Objects.equals(reference.idOf(path.get(entity)), id)) {
      return false;
    }
    path.set(entity, id == null ? null : reference.load(id, entityManager));
    return true;
  }
}
