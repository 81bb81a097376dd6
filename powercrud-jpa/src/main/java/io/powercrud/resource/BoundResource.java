package io.powercrud.resource;

import io.powercrud.access.Caller;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.jpa.domain.Specification;

/**
 * A declared resource whose names were found in the mapping of its entity. Immutable and
 * thread-safe.
 *
 * @param <T> the entity
 */
public final class BoundResource<T> {
  private static final Logger log = LoggerFactory.getLogger(BoundResource.class);

  private final CrudResource<T> declared;
  private final EntityModel<T> model;
  private final List<ResourceField> columns;
  private final List<ResourceField> filters;
  private final List<ResourceField> fields;
  private final List<ResourceField> bulkFields;

  BoundResource(CrudResource<T> declared, EntityModel<T> model) {
    this.declared = declared;
    this.model = model;
    FieldNames names = new FieldNames(declared.path(), model);
    this.columns = names.columns(declared.columns());
    this.filters = names.filters(declared.filters());
    this.bulkFields = names.writable("bulk field", declared.bulkFields());
    this.fields =
        declared
            .fields()
            .map(given -> names.creatable("field", given))
            .orElseGet(() -> names.allCreatable(columns, bulkFields));
  }

  /** Its place in addresses, and its name in messages and authorities. */
  public String path() {
    return declared.path();
  }

  /** The entity class. */
  public Class<T> entityClass() {
    return model.entityClass();
  }

  /** What is known of the entity. */
  public EntityModel<T> model() {
    return model;
  }

  /** The fields that can be seen, in their order. */
  public List<ResourceField> columns() {
    return columns;
  }

  /** The fields that records can be filtered by. */
  public List<ResourceField> filters() {
    return filters;
  }

  /**
   * The fields that can be written when one record is created; of these, those without a {@link
   * ResourceField#readOnlyReason} when one is changed.
   */
  public List<ResourceField> fields() {
    return fields;
  }

  /** The fields that can be written in bulk. */
  public List<ResourceField> bulkFields() {
    return bulkFields;
  }

  /** Whether records can be deleted in bulk. */
  public boolean isBulkDelete() {
    return declared.isBulkDelete();
  }

  /** The records of other entities that change together with a record. */
  public List<Descendants<T>> descendants() {
    return declared.descendants();
  }

  /** From how many records on a bulk operation runs in the background. */
  public int asyncFrom() {
    return declared.asyncFrom();
  }

  /** The application's own way to save a record, if it declared one. */
  public Optional<UnaryOperator<T>> save() {
    return declared.save();
  }

  /** The application's own way to delete a record, if it declared one. */
  public Optional<Consumer<T>> delete() {
    return declared.delete();
  }

  /** The name of the scope that restricts the records. */
  public String scopeName() {
    return declared.scope().name();
  }

  /**
   * The restriction to the records that a caller may see and change; it matches nothing where the
   * declared scope fails.
   */
  public Specification<T> scopeOf(Caller caller) {
    try {
      return declared.scope().restriction().apply(caller);
    } catch (RuntimeException failed) {
      log.warn(
          "The scope '{}' of '{}' failed for {}, who therefore sees no record",
          scopeName(),
          path(),
          caller.name(),
          failed);
      return (root, query, builder) -> builder.disjunction();
    }
  }

  @Override
  public String toString() {
    return path();
  }
}
