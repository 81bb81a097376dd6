package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.resource.BoundResource;
import io.powercrud.resource.EntityModel;
import io.powercrud.resource.EntityModels;
import io.powercrud.task.TaskContext;
import jakarta.persistence.EntityManager;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.Status;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the records of a bulk deletion, and registers what is deleted along with them before the
 * database is told.
 *
 * @param <T> the entity
 */
final class RecordDelete<T> implements RecordChange<T> {

  private final Consumer<T> delete;
  private final EntityModels models;
  private final EntityManager entityManager;
  private final TaskContext context;

  RecordDelete(
      BoundResource<T> resource,
      EntityModels models,
      EntityManager entityManager,
      TaskContext context) {
    this.delete = resource.delete().orElse(entityManager::remove);
    this.models = models;
    this.entityManager = entityManager;
    this.context = context;
  }

  @Override
  public boolean change(T record) {
    delete.accept(record);
    return true;
  }

  @Override
  public void preview(T record) {}

  @Override
  public boolean isOfRecordAlone() {
    return false;
  }

  @Override
  public void beforeFlush(List<T> records) {
    context.register(alongWith(records));
  }

  /** The records that the persistence context is about to delete besides these. */
  private List<RecordKey> alongWith(List<T> records) {
    Set<Object> targets = Collections.newSetFromMap(new IdentityHashMap<>());
    targets.addAll(records);
    List<RecordKey> along = new ArrayList<>();
    for (Map.Entry<Object, EntityEntry> entry :
        entityManager
            .unwrap(SharedSessionContractImplementor.class)
            .getPersistenceContext()
            .reentrantSafeEntityEntries()) {
      if (entry.getValue().getStatus() == Status.DELETED && !targets.contains(entry.getKey())) {
        along.add(keyOf(entry.getKey()));
      }
    }
    return along;
  }

  private RecordKey keyOf(Object record) {
    EntityModel<?> model = models.of(record.getClass());
    @Nullable Object id = model.findId(record);
    if (id == null) {
      throw new IllegalStateException("A deleted %s has no id".formatted(model));
    }
    return model.key(id);
  }
}
