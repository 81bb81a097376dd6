package io.powercrud.bulk;

import io.powercrud.resource.BoundResource;
import io.powercrud.resource.ResourceField;
import jakarta.persistence.EntityManager;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Validator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Makes the changes of a bulk update to its records, and saves those that differ by it.
 *
 * @param <T> the entity
 */
final class RecordUpdate<T> implements RecordChange<T> {

  private final List<ParsedChange> changes;
  private final Optional<UnaryOperator<T>> saveWith;
  private final EntityManager entityManager;
  private final @Nullable Validator validator;

  /** A change with its values typed. */
  private record ParsedChange(Change.Kind kind, ResourceField field, List<Object> values) {

    boolean apply(Object record, EntityManager entityManager) {
      return switch (kind) {
        case SET -> field.set(record, values.get(0), entityManager);
        case CLEAR -> field.set(record, null, entityManager);
        case ADD -> field.add(record, values, entityManager);
        case REMOVE -> field.remove(record, values);
        case REPLACE -> field.replace(record, values, entityManager);
      };
    }
  }

  RecordUpdate(
      BoundResource<T> resource,
      List<Change> changes,
      EntityManager entityManager,
      @Nullable Validator validator) {
    this.changes = changes.stream().map(change -> parse(resource, change)).toList();
    this.saveWith = resource.save();
    this.entityManager = entityManager;
    this.validator = validator;
  }

  private static ParsedChange parse(BoundResource<?> resource, Change change) {
    ResourceField field = resource.model().field(change.field());
    return new ParsedChange(
        change.kind(), field, change.values().stream().map(field::parse).toList());
  }

  @Override
  public boolean change(T record) {
    if (!apply(record)) {
      return false;
    }
    validate(record);
    save(record);
    return true;
  }

  private void save(T record) {
    if (saveWith.isPresent() && saveWith.get().apply(record) == null) {
      throw new IllegalStateException("saveWith gave no saved record back");
    }
  }

  @Override
  public void preview(T record) {
    apply(record);
  }

  private boolean apply(T record) {
    boolean changed = false;
    for (ParsedChange change : changes) {
      changed |= change.apply(record, entityManager);
    }
    return changed;
  }

  private void validate(T record) {
    if (validator == null) {
      return;
    }
    Set<ConstraintViolation<T>> violations = validator.validate(record);
    if (!violations.isEmpty()) {
      throw new InvalidRecordException(violations);
    }
  }

  @Override
  public void beforeFlush(List<T> records) {}

  @Override
  public boolean isOfRecordAlone() {
    return saveWith.isEmpty();
  }
}
