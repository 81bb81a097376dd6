package io.powercrud.resource;

import io.powercrud.RecordKey;
import io.powercrud.conflict.RecordKeys;
import jakarta.persistence.EntityManagerFactory;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** The models of a persistence unit's entities, and the keys of their records. Thread-safe. */
public final class EntityModels implements RecordKeys {
  private final SessionFactoryImplementor factory;
  private final Map<Class<?>, EntityModel<?>> byClass = new ConcurrentHashMap<>();

  /**
   * The models of the entities of this persistence unit.
   *
   * @throws jakarta.persistence.PersistenceException if its provider is not Hibernate
   */
  public EntityModels(EntityManagerFactory factory) {
    this.factory = factory.unwrap(SessionFactoryImplementor.class);
  }

  /**
   * The model of an entity.
   *
   * @param entityClass an entity class, or a proxy of one
   * @throws IllegalArgumentException if the class is no entity of this persistence unit
   */
  @SuppressWarnings("unchecked") // the model of a proxy is that of its entity
  public <T> EntityModel<T> of(Class<T> entityClass) {
    EntityModel<?> known = byClass.get(entityClass);
    return (EntityModel<T>) (known != null ? known : add(entityClass));
  }

  /**
   * The model of the entity whose record keys have this type: the root of an inheritance tree.
   *
   * @return empty if no entity of this persistence unit has that name
   */
  public Optional<EntityModel<?>> ofType(String typeName) {
    return factory.getMetamodel().getEntities().stream()
        .filter(entity -> entity.getName().equals(typeName))
        .findFirst()
        .map(entity -> of(entity.getJavaType()));
  }

  @Override
  public RecordKey keyOf(Class<?> entityType, Object id) {
    return of(entityType).key(id);
  }

  @Override
  public Set<RecordKey> dependents(Object entity) {
    return new CascadeReach(factory, this).of(entity);
  }

  private EntityModel<?> add(Class<?> given) {
    EntityPersister persister = persisterOf(given);
    EntityModel<?> model = new EntityModel<>(persister.getMappedClass(), persister, this);
    byClass.put(given, model);
    return model;
  }

  private EntityPersister persisterOf(Class<?> given) {
    return Stream.<@Nullable Class<?>>iterate(given, type -> type != null, EntityModels::parent)
        .map(type -> factory.getMappingMetamodel().findEntityDescriptor(type))
        .filter(persister -> persister != null)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is no entity of this persistence unit".formatted(given.getName())));
  }

  private static @Nullable Class<?> parent(@Nullable Class<?> type) {
    return type == null ? null : type.getSuperclass();
  }
}
