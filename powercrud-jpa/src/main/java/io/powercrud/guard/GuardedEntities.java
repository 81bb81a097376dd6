package io.powercrud.guard;

import io.powercrud.RecordKey;
import io.powercrud.jdbc.GuardedTable;
import io.powercrud.resource.BoundResource;
import io.powercrud.resource.EntityModel;
import io.powercrud.resource.ResourceRegistry;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.persister.entity.EntityPersister;
import org.hibernate.persister.entity.mutation.EntityTableMapping;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The entities whose records are guarded: declared resources, and what is {@link Guarded}. */
final class GuardedEntities {

  private static final Logger log = LoggerFactory.getLogger(GuardedEntities.class);

  private final SessionFactoryImplementor factory;
  private final Map<String, EntityModel<?>> byRootName = new TreeMap<>();

  GuardedEntities(SessionFactoryImplementor factory, ResourceRegistry resources) {
    this.factory = factory;
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

  /** The tables of those entities whose ids a trigger can tell. */
  Set<GuardedTable> tables() {
    Set<GuardedTable> tables = new LinkedHashSet<>();
    factory
        .getMappingMetamodel()
        .forEachEntityDescriptor(
            persister -> {
              @Nullable EntityModel<?> model = byRootName.get(persister.getRootEntityName());
              if (model != null) {
                persister.forEachMutableTable(table -> addTable(table, model, tables));
              }
            });
    return tables;
  }

  private static void addTable(
      EntityTableMapping table, EntityModel<?> model, Set<GuardedTable> tables) {
    if (table.getKeyMapping().getColumnCount() == 1 && model.isIdTextExactInSql()) {
      String key = table.getKeyMapping().getKeyColumn(0).getColumnName();
      tables.add(new GuardedTable(table.getTableName(), key, model.typeName()));
    } else {
      log.warn(
          "{} has no trigger: the database can't tell the ids of {} as record keys have them",
          table.getTableName(),
          model);
    }
  }

  /** The key of a record; empty if its entity is not guarded, or no task can hold it. */
  Optional<RecordKey> keyOf(EntityPersister persister, @Nullable Object id) {
    @Nullable EntityModel<?> model = byRootName.get(persister.getRootEntityName());
    return model == null ? Optional.empty() : model.keyIfItFits(Objects.requireNonNull(id));
  }
}
