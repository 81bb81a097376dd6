package io.powercrud.resource;

import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hibernate.metamodel.mapping.PluralAttributeMapping;
import org.jspecify.annotations.Nullable;

/** A field of any number of values: references to records, or single values of its own. */
final class PluralField extends ResourceField {
  private final PluralAttributeMapping mapping;
  private final @Nullable Reference reference;
  private final @Nullable BasicValue element;

  /** A field that refers to records. */
  PluralField(
      FieldPath path,
      PluralAttributeMapping mapping,
      Reference reference,
      Writability writability) {
    super(path, true, writability(mapping, reference, writability));
    this.mapping = mapping;
    this.reference = reference;
    this.element = null;
  }

  /** A field of single values. */
  PluralField(
      FieldPath path, PluralAttributeMapping mapping, BasicValue element, Writability writability) {
    super(path, true, writability);
    this.mapping = mapping;
    this.reference = null;
    this.element = element;
  }

  private static Writability writability(
      PluralAttributeMapping mapping, Reference reference, Writability otherwise) {
    return mapping.getCollectionDescriptor().isInverse()
        ? Writability.never(
            "it is the inverse side; write '%s' of the %s instead"
                .formatted(
                    mapping.getCollectionDescriptor().getMappedByProperty(),
                    reference.target().get().typeName()))
        : otherwise;
  }

  @Override
  public Kind kind() {
    return reference != null ? Kind.TO_MANY : Kind.ELEMENTS;
  }

  @Override
  public Class<?> type() {
    return element != null ? element.domainClass() : target().entityClass();
  }

  @Override
  public List<String> constants() {
    return element != null ? element.constants() : List.of();
  }

  /** The entity that it refers to; only of a field that refers to records. */
  EntityModel<?> target() {
    return Objects.requireNonNull(reference, "a field of references").target().get();
  }

  @Override
  Object read(Object raw) {
    return element != null ? element.read(raw) : reference().read(raw);
  }

  @Override
  @Nullable Object json(@Nullable Object value) {
    return element != null ? element.write(value) : reference().json(value);
  }

  private Reference reference() {
    return Objects.requireNonNull(reference, "a field of references");
  }

  @Override
  public List<FieldError> missing(Collection<?> values, EntityManager entityManager) {
    return reference == null ? List.of() : reference.missing(name(), values, entityManager);
  }

  @Override
  public boolean set(Object entity, @Nullable Object value, EntityManager entityManager) {
    if (value == null) {
      return replace(entity, List.of(), entityManager);
    }
    return super.set(entity, value, entityManager);
  }

  @Override
  public boolean add(Object entity, Collection<?> values, EntityManager entityManager) {
    Collection<Object> members = members(entity);
    Set<@Nullable Object> present = keys(members);
    boolean changed = false;
    for (Object value : values) {
      if (present.add(value)) {
        members.add(member(value, entityManager));
        changed = true;
      }
    }
    return changed;
  }

  @Override
  public boolean remove(Object entity, Collection<?> values) {
    Set<?> unwanted = new HashSet<>(values);
    return members(entity).removeIf(member -> unwanted.contains(key(member)));
  }

  @Override
  public boolean replace(Object entity, Collection<?> values, EntityManager entityManager) {
    Set<?> wanted = new HashSet<>(values);
    boolean removed = members(entity).removeIf(member -> !wanted.contains(key(member)));
    boolean added = add(entity, values, entityManager);
    return removed || added;
  }

  @SuppressWarnings("unchecked") // a plural attribute that is no map holds a collection
  private Collection<Object> members(Object entity) {
    Collection<Object> members = (Collection<Object>) path.get(entity);
    if (members == null) {
      members =
          (Collection<Object>)
              mapping
                  .getCollectionDescriptor()
                  .getCollectionSemantics()
                  .instantiateRaw(0, mapping.getCollectionDescriptor());
      path.set(entity, members);
    }
    return members;
  }

  private Set<@Nullable Object> keys(Collection<Object> members) {
    Set<@Nullable Object> keys = new HashSet<>();
    new ArrayList<>(members).forEach(member -> keys.add(key(member)));
    return keys;
  }

  private @Nullable Object key(Object member) {
    return reference == null ? member : reference.idOf(member);
  }

  private Object member(Object value, EntityManager entityManager) {
    return reference == null ? value : reference.load(value, entityManager);
  }
}
