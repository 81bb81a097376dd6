package io.powercrud.resource;

import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.From;
import jakarta.persistence.criteria.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A field of an entity: an attribute of its own, of one of its embeddables, or of a record that it
 * refers to.
 *
 * <p>Values come in as text, numbers, truth values or the attribute's own type, and are parsed into
 * typed values before anything is written: a reference into the id of its record, a field of many
 * values one by one. Immutable and thread-safe.
 */
public abstract sealed class ResourceField
    permits BasicField, EmbeddedField, ToOneField, PluralField {

  /** What kind of attribute a field is. */
  public enum Kind {
    /** A single value. */
    BASIC,
    /** An embeddable; its own fields can be written, named with a dot. */
    EMBEDDED,
    /** A reference to one record. */
    TO_ONE,
    /** References to any number of records. */
    TO_MANY,
    /** Any number of single values. */
    ELEMENTS
  }

  final FieldPath path;
  private final boolean nullable;
  private final Writability writability;

  ResourceField(FieldPath path, boolean nullable, Writability writability) {
    this.path = path;
    this.nullable = nullable;
    this.writability = writability;
  }

  /** The name: the attribute's, or several joined with a dot. */
  public final String name() {
    return path.name();
  }

  /** What kind of attribute it is. */
  public abstract Kind kind();

  /**
   * The type of one of its values, never primitive: for a reference, the entity that it refers to.
   */
  public abstract Class<?> type();

  /** The values that are allowed where they are few, as for an enum; empty otherwise. */
  public List<String> constants() {
    return List.of();
  }

  /** Whether it can be without a value. */
  public final boolean isNullable() {
    return nullable;
  }

  /** Whether it takes any number of values instead of one. */
  public final boolean isPlural() {
    return kind() == Kind.TO_MANY || kind() == Kind.ELEMENTS;
  }

  /** Why it can't be changed in a record that exists; empty if it can. */
  public final Optional<String> readOnlyReason() {
    return writability.whenChanged();
  }

  /** Why it can't be given to a new record; empty if it can. */
  final Optional<String> notCreatableReason() {
    return writability.whenCreated();
  }

  /**
   * Parses one value of this field.
   *
   * @param raw text, a number, a truth value or a value of the field's own type; for a reference an
   *     id in any of these forms, or the record itself
   * @return the typed value; the id for a reference
   * @throws InvalidFieldsException if it is no value of this field; the message says what would be
   */
  public final Object parse(@Nullable Object raw) {
    if (raw == null) {
      throw new InvalidFieldsException(name(), "a value is expected");
    }
    try {
      return read(raw);
    } catch (InvalidValueException invalid) {
      throw new InvalidFieldsException(name(), invalid.reason());
    }
  }

  /**
   * The text of a typed value, from which {@link #parse} makes the value again.
   *
   * @param value a value that {@link #parse} returned
   */
  public final String text(Object value) {
    return String.valueOf(json(value));
  }

  /**
   * What is wrong with these values as the database is now: for references, the records that don't
   * exist.
   *
   * @param values values that {@link #parse} returned
   * @return nothing if all is well
   */
  public List<FieldError> missing(Collection<?> values, EntityManager entityManager) {
    return List.of();
  }

  /**
   * Gives a record this value.
   *
   * @param entity the record
   * @param value a value that {@link #parse} returned, or null for none
   * @param entityManager where references are resolved
   * @return whether the record is changed by it
   */
  public boolean set(Object entity, @Nullable Object value, EntityManager entityManager) {
    throw new UnsupportedOperationException(name() + " takes no single value");
  }

  /**
   * Adds to the values of a field that takes any number of them.
   *
   * @param entity the record
   * @param values values that {@link #parse} returned
   * @param entityManager where references are resolved
   * @return whether the record is changed by it
   */
  public boolean add(Object entity, Collection<?> values, EntityManager entityManager) {
    throw new UnsupportedOperationException(name() + " takes a single value");
  }

  /**
   * Removes from the values of a field that takes any number of them.
   *
   * @param entity the record
   * @param values values that {@link #parse} returned
   * @return whether the record is changed by it
   */
  public boolean remove(Object entity, Collection<?> values) {
    throw new UnsupportedOperationException(name() + " takes a single value");
  }

  /**
   * Makes these the only values of a field that takes any number of them.
   *
   * @param entity the record
   * @param values values that {@link #parse} returned; empty for none
   * @param entityManager where references are resolved
   * @return whether the record is changed by it
   */
  public boolean replace(Object entity, Collection<?> values, EntityManager entityManager) {
    throw new UnsupportedOperationException(name() + " takes a single value");
  }

  abstract Object read(Object raw);

  /** A typed value as text, a number or a truth value. */
  abstract @Nullable Object json(@Nullable Object value);

  final Path<?> in(From<?, ?> root) {
    return path.in(root);
  }

  @Override
  public final String toString() {
    return name();
  }
}
