package io.powercrud.resource;

import jakarta.persistence.EntityManager;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.hibernate.Hibernate;
import org.jspecify.annotations.Nullable;

/**
 * How a field refers to records of another entity: by their ids.
 *
 * @param target gives the entity that is referred to
 */
record Reference(Supplier<EntityModel<?>> target) {

  Object read(Object raw) {
    EntityModel<?> model = target.get();
    Object record = Hibernate.unproxy(raw);
    if (!model.entityClass().isInstance(record)) {
      return model.readId(raw);
    }
    Object id = model.findId(record);
    if (id == null) {
      throw new InvalidValueException("the %s is not saved yet".formatted(model.typeName()));
    }
    return id;
  }

  @Nullable Object json(@Nullable Object id) {
    return id == null ? null : target.get().jsonId(id);
  }

  @Nullable Object idOf(@Nullable Object record) {
    return record == null ? null : target.get().findId(record);
  }

  Object load(Object id, EntityManager entityManager) {
    return entityManager.getReference(target.get().entityClass(), id);
  }

  List<FieldError> missing(String field, Collection<?> ids, EntityManager entityManager) {
    EntityModel<?> model = target.get();
    Set<Object> present = model.existing(ids, entityManager);
    return ids.stream()
        .distinct()
        .filter(id -> !present.contains(id))
        .map(
            id ->
                new FieldError(
                    field, "there is no %s %s".formatted(model.typeName(), model.encode(id))))
        .toList();
  }
}
