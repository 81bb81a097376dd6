package io.powercrud.bulk;

import io.powercrud.task.TaskType;

/**
 * A bulk deletion that is about to be submitted. Not thread-safe.
 *
 * @param <T> the entity
 */
public final class BulkDelete<T> extends BulkRequest<T, BulkDelete<T>> {

  BulkDelete(BulkOperations operations, BulkOperations.Subject<T> subject) {
    super(operations, subject);
  }

  @Override
  BulkDelete<T> self() {
    return this;
  }

  @Override
  TaskType<BulkPayload, BulkResult> type() {
    return BulkTasks.BULK_DELETE;
  }
}
