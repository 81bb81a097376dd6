package io.powercrud.bulk;

import io.powercrud.TaskKey;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The way into bulk operations: changing or deleting many records of a declared resource as one
 * task. Thread-safe.
 */
public final class BulkOperations {

  private final Desk desk;

  BulkOperations(Desk desk) {
    this.desk = desk;
  }

  /** Where requests are handed in. */
  interface Desk {

    BulkOutcome submit(BulkRequest<?, ?> request);

    Optional<BulkOutcome> retry(TaskKey task);
  }

  /** What a request is about: a resource by its path, or by its entity class. */
  record Subject<T>(@Nullable Class<T> entityType, @Nullable String path) {}

  /**
   * Begins a bulk update of an entity that exactly one resource is declared for.
   *
   * @param entityType the entity class
   */
  public <T> BulkUpdate<T> update(Class<T> entityType) {
    return new BulkUpdate<>(this, new Subject<>(entityType, null));
  }

  /**
   * Begins a bulk update of a resource.
   *
   * @param resource the path under which the resource was declared
   */
  public BulkUpdate<?> update(String resource) {
    return new BulkUpdate<>(this, new Subject<>(null, resource));
  }

  /**
   * Begins a bulk deletion of an entity that exactly one resource is declared for.
   *
   * @param entityType the entity class
   */
  public <T> BulkDelete<T> delete(Class<T> entityType) {
    return new BulkDelete<>(this, new Subject<>(entityType, null));
  }

  /**
   * Begins a bulk deletion in a resource.
   *
   * @param resource the path under which the resource was declared
   */
  public BulkDelete<?> delete(String resource) {
    return new BulkDelete<>(this, new Subject<>(null, resource));
  }

  /**
   * Launches a bulk task again, on the records that failed in it alone and for whoever is calling.
   * Asked again, by the same caller and however many times at once, it answers the task that was
   * launched for it, {@link BulkOutcome.Known}; another one is launched if that was cancelled or
   * broke down, so that nothing is left to be retried in it.
   *
   * @param task the key of a bulk task that has ended
   * @return what became of it; empty where there is nothing to retry: no such task, not ended yet,
   *     or no record failed
   */
  public Optional<BulkOutcome> retry(TaskKey task) {
    return desk.retry(task);
  }

  BulkOutcome submit(BulkRequest<?, ?> request) {
    return desk.submit(request);
  }
}
