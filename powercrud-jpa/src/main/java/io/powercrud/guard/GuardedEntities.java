package io.powercrud.guard;

import io.powercrud.RecordKey;
import io.powercrud.resource.BoundResource;
import io.powercrud.resource.EntityModel;
import io.powercrud.resource.ResourceRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/** The entities whose records are guarded: declared resources, and what is {@link Guarded}. */
final class GuardedEntities {

  private final Map<String, EntityModel<?>> byRootName = new TreeMap<>();

  GuardedEntities(SessionFactoryImplementor factory, ResourceRegistry resources) {
    resources.all().stream().map(BoundResource::model).forEach(this::add);
    factory
        .getMappingMetamodel()
        .forEachEntityDescriptor(
            persister -> {
              @Nullable Class<?> type = persister.getMappedClass();
              if (type != null && type.isAnnotationPresent(Guarded.class)) {
                add(resources.models().of(type));
              }
            });
  }

  private void add(EntityModel<?> model) {
    byRootName.putIfAbsent(model.rootEntityName(), model);
  }

  Collection<EntityModel<?>> models() {
    return byRootName.values();
  }

  /** The key of a record; empty if its entity is not guarded. */
  Optional<RecordKey> keyOf(EntityPersister persister, @Nullable Object id) {
    @Nullable EntityModel<?> model = byRootName.get(persister.getRootEntityName());
    return model == null ? Optional.empty() : Optional.of(model.key(Objects.requireNonNull(id)));
  }
}
