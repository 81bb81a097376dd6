package io.powercrud.resource;

import jakarta.persistence.EntityManager;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.Validator;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes single records, through the application's own method where a resource declares one. */
final class RecordWriter {
  private static final String ID = "id";

  private final EntityManager entityManager;
  private final @Nullable Validator validator;

  RecordWriter(EntityManager entityManager, @Nullable Validator validator) {
    this.entityManager = entityManager;
    this.validator = validator;
  }

  /** Creates a record and returns its id. */
  <T> Object create(BoundResource<T> resource, Map<String, ?> given) {
    EntityModel<T> model = resource.model();
    Map<String, Object> values = new HashMap<>(given);
    T record = model.newInstance();
    if (model.isIdAssigned()) {
      model.assignId(record, freeId(model, values.remove(ID)), entityManager);
    }
    RecordValues.forNew(resource, values, entityManager).applyTo(record, entityManager);
    T saved =
        write(
            () -> {
              validate(record);
              return resource
                  .save()
                  .map(save -> save.apply(record))
                  .orElseGet(() -> persist(record));
            });
    return Objects.requireNonNull(
        model.findId(saved),
        () -> "'%s' was saved without an id: does its saveWith return it?".formatted(resource));
  }

  private <T> T persist(T record) {
    entityManager.persist(record);
    return record;
  }

  private Object freeId(EntityModel<?> model, @Nullable Object given) {
    if (given == null) {
      throw new InvalidFieldsException(ID, "an id is expected");
    }
    try {
      Object id = model.readId(given);
      if (entityManager.find(model.entityClass(), id) != null) {
        throw new InvalidFieldsException(
            ID, "there is a %s %s already".formatted(model, model.encode(id)));
      }
      return id;
    } catch (InvalidValueException wrong) {
      throw new InvalidFieldsException(ID, wrong.reason());
    }
  }

  /** Changes a record that is managed. */
  <T> void change(BoundResource<T> resource, T record, Map<String, ?> given) {
    RecordValues.forExisting(resource, given, entityManager).applyTo(record, entityManager);
    write(
        () -> {
          validate(record);
          return resource.save().map(save -> save.apply(record)).orElse(record);
        });
  }

  <T> void delete(BoundResource<T> resource, T record) {
    Consumer<T> delete = resource.delete().orElse(entityManager::remove);
    delete.accept(record);
    entityManager.flush();
  }

  private <R> R write(Supplier<R> saving) {
    try {
      R saved = saving.get();
      entityManager.flush();
      return saved;
    } catch (ConstraintViolationException invalid) {
      throw new InvalidFieldsException(errors(invalid.getConstraintViolations()));
    }
  }

  private void validate(Object record) {
    if (validator != null) {
      Set<ConstraintViolation<Object>> violations = validator.validate(record);
      if (!violations.isEmpty()) {
        throw new InvalidFieldsException(errors(violations));
      }
    }
  }

  private static List<FieldError> errors(Collection<? extends ConstraintViolation<?>> violations) {
    return violations.stream()
        .map(
            violation ->
                new FieldError(violation.getPropertyPath().toString(), violation.getMessage()))
        .sorted(Comparator.comparing(FieldError::field))
        .toList();
  }
}
