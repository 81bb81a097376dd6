package io.powercrud.resource;

import io.powercrud.RecordKey;
import jakarta.persistence.EntityManager;
import jakarta.persistence.criteria.Expression;
import jakarta.persistence.criteria.From;
import jakarta.persistence.criteria.Path;
import jakarta.persistence.criteria.Predicate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hibernate.Hibernate;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.generator.Assigned;
import org.hibernate.metamodel.mapping.BasicEntityIdentifierMapping;
import org.hibernate.metamodel.mapping.CompositeIdentifierMapping;
import org.hibernate.metamodel.mapping.EntityIdentifierMapping;
import org.hibernate.metamodel.mapping.EntityVersionMapping;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/**
 * What is known of an entity from its mapping: its name in record keys, its id, its version and its
 * fields. Immutable and thread-safe.
 *
 * @param <T> the entity
 */
public final class EntityModel<T> {
  private final Class<T> entityClass;
  private final EntityPersister persister;
  private final String typeName;
  private final IdEncoding idEncoding;
  private final @Nullable String idAttribute;
  private final EntityFields fields;
  private final boolean oneRow;

  EntityModel(Class<T> entityClass, EntityPersister persister, EntityModels models) {
    this.entityClass = entityClass;
    this.persister = persister;
    this.typeName = persister.getRootEntityDescriptor().getEntityPersister().getJpaEntityName();
    EntityIdentifierMapping id = persister.getIdentifierMapping();
    if (id instanceof BasicEntityIdentifierMapping basic) {
      this.idEncoding = new BasicIdEncoding(basic.getJdbcMapping());
    } else {
      this.idEncoding =
          new CompositeIdEncoding(
              ((CompositeIdentifierMapping) id).getMappedIdEmbeddableTypeDescriptor());
    }
    this.idAttribute =
        id.getNature() == EntityIdentifierMapping.Nature.VIRTUAL ? null : id.getAttributeName();
    this.fields = new EntityFields(persister, models);
    this.oneRow = OneRow.isAllOf(persister);
  }

  /** The entity class. */
  public Class<T> entityClass() {
    return entityClass;
  }

  /** The name that stands in record keys: the JPA name of the root of the inheritance tree. */
  public String typeName() {
    return typeName;
  }

  /** The name of the root of the inheritance tree in queries. */
  public String rootEntityName() {
    return persister.getRootEntityName();
  }

  /** Whether records carry a version, which tells a stale edit. */
  public boolean isVersioned() {
    return persister.getVersionMapping() != null;
  }

  /** Whether all that is loaded of a record is one row, which can be locked and read at once. */
  public boolean isOneRow() {
    return oneRow;
  }

  /**
   * The field of this name.
   *
   * @param name the attribute's name; dots lead through embeddables and single references
   * @throws IllegalArgumentException if there is no such field, or one that isn't supported; the
   *     message names those that there are
   */
  public ResourceField field(String name) {
    return fields.get(name);
  }

  /** The fields of this entity: its attributes, and those of its embeddables. */
  public List<ResourceField> fields() {
    return fields.all();
  }

  /**
   * The key of the record with this id.
   *
   * @throws InvalidIdException if its text is too long for one
   * @throws IllegalArgumentException if the value is not of the type of the id
   */
  public RecordKey key(Object id) {
    String text = encode(id);
    requireLength(text.length());
    return new RecordKey(typeName, text);
  }

  /**
   * The key of the record with this id; empty where its text is too long for one, so that no task
   * can hold the record.
   *
   * @throws IllegalArgumentException if the value is not of the type of the id
   */
  public Optional<RecordKey> keyIfItFits(Object id) {
    String text = encode(id);
    return text.isEmpty() || text.length() > RecordKey.MAX_ID_LENGTH
        ? Optional.empty()
        : Optional.of(new RecordKey(typeName, text));
  }

  /** The length of the longest id; empty where none can be too long for a key. */
  Optional<Expression<Integer>> longestId(From<?, ?> record, HibernateCriteriaBuilder builder) {
    return idEncoding.isText() && idEncoding.isSqlExact()
        ? Optional.of(builder.max(builder.length(idText(record, builder))))
        : Optional.empty();
  }

  /**
   * Demands that the text of an id fits into a key.
   *
   * @throws InvalidIdException if it is too long, or empty
   */
  void requireLength(int length) {
    if (length < 1 || length > RecordKey.MAX_ID_LENGTH) {
      throw InvalidIdException.ofLength(typeName, length);
    }
  }

  /**
   * The text of an id.
   *
   * @throws IllegalArgumentException if the value is not of the type of the id
   */
  public String encode(Object id) {
    try {
      return idEncoding.encode(id);
    } catch (InvalidValueException wrong) {
      throw new IllegalArgumentException(
          "%s can't be an id of %s: %s".formatted(id, typeName, wrong.reason()), wrong);
    }
  }

  /**
   * The id that a text stands for.
   *
   * @throws InvalidIdException if no record of this entity can have such an id
   */
  public Object decode(String text) {
    try {
      return idEncoding.decode(text);
    } catch (InvalidValueException wrong) {
      throw new InvalidIdException(typeName, text, wrong.reason(), wrong);
    }
  }

  /** The id in the key of a record; empty if no record of this entity can have it. */
  public Optional<Object> idIn(RecordKey key) {
    try {
      return Optional.of(decode(key.id()));
    } catch (InvalidIdException e) {
      return Optional.empty();
    }
  }

  /** The id of a record; null if it has none yet. */
  public @Nullable Object findId(Object entity) {
    return persister.getIdentifierMapping().getIdentifier(Hibernate.unproxy(entity));
  }

  /** Whether the database makes the same text of an id as {@link #encode}, byte for byte. */
  public boolean isIdTextExactInSql() {
    return idEncoding.isSqlExact();
  }

  /**
   * The text of the id as the database makes it.
   *
   * @throws IllegalStateException if it would differ from {@link #encode}
   */
  public Expression<String> idText(From<?, ?> record, HibernateCriteriaBuilder builder) {
    if (!isIdTextExactInSql()) {
      throw new IllegalStateException(
          "The database writes the ids of %s in another way than Java".formatted(typeName));
    }
    return idEncoding.expression(idPath(record), builder);
  }

  /** The columns of the id, in the order by which records are sorted. */
  public List<Path<?>> idColumns(Path<?> record) {
    return idEncoding.columns(idPath(record));
  }

  /** The values of the {@link #idColumns} for one id, in the same order. */
  public List<Object> idValues(Object id) {
    return idEncoding.values(id);
  }

  /** The restriction to the record with this id. */
  public Predicate hasId(Path<?> record, Object id, HibernateCriteriaBuilder builder) {
    List<Path<?>> columns = idColumns(record);
    List<Object> values = idValues(id);
    List<Predicate> equal = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      equal.add(builder.equal(columns.get(i), values.get(i)));
    }
    return builder.and(equal);
  }

  /** The restriction to the records with these ids. */
  public Predicate hasIdIn(Path<?> record, Collection<?> ids, HibernateCriteriaBuilder builder) {
    return idAttribute != null && idEncoding instanceof BasicIdEncoding
        ? record.get(idAttribute).in(ids)
        : builder.or(ids.stream().map(id -> hasId(record, id, builder)).toList());
  }

  /**
   * The id whose {@link #idColumns} have these values.
   *
   * @param values as many as there are columns
   */
  public Object idOf(List<?> values) {
    return idEncoding.ofValues(values);
  }

  /** How many columns the id has. */
  int idWidth() {
    return idEncoding.columnCount();
  }

  private Path<?> idPath(Path<?> record) {
    return idAttribute == null ? record : record.get(idAttribute);
  }

  /** A new record without values. */
  T newInstance() {
    return entityClass.cast(persister.getRepresentationStrategy().getInstantiator().instantiate());
  }

  /** Whether whoever creates a record says its id. */
  boolean isIdAssigned() {
    return persister.getGenerator() instanceof Assigned
        || persister.getIdentifierMapping().getNature() != EntityIdentifierMapping.Nature.SIMPLE;
  }

  void assignId(T entity, Object id, EntityManager entityManager) {
    persister.setIdentifier(
        entity, id, entityManager.unwrap(SharedSessionContractImplementor.class));
  }

  Optional<Path<?>> versionPath(Path<?> record) {
    EntityVersionMapping version = persister.getVersionMapping();
    return version == null
        ? Optional.empty()
        : Optional.of(record.get(version.getVersionAttribute().getAttributeName()));
  }

  /** The typed id of a raw one. */
  Object readId(Object raw) {
    return idEncoding.read(raw);
  }

  /** The id as text, or as a number where it is one. */
  Object jsonId(Object id) {
    return idEncoding.json(id);
  }

  /** Those of the ids that records have. */
  Set<Object> existing(Collection<?> ids, EntityManager entityManager) {
    return new MatchingRecords<>(this, Specification.unrestricted(), List.of())
        .among(ids, entityManager);
  }

  @Override
  public String toString() {
    return persister.getJpaEntityName();
  }
}
