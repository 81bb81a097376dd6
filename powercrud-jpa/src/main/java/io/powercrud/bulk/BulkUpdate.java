package io.powercrud.bulk;

import io.powercrud.bulk.Change.Kind;
import io.powercrud.task.TaskType;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A bulk update that is about to be submitted. Values can be given as the field's own type has
 * them, or as text; a referenced record as itself or as its id. Not thread-safe.
 *
 * @param <T> the entity
 */
public final class BulkUpdate<T> extends BulkRequest<T, BulkUpdate<T>> {

  BulkUpdate(BulkOperations operations, BulkOperations.Subject<T> subject) {
    super(operations, subject);
  }

  /** Gives the field this value in each record; for no value there is {@link #clear}. */
  public BulkUpdate<T> set(String field, @Nullable Object value) {
    return change(Kind.SET, field, value);
  }

  /** Takes the field's value, or all of its values, from each record. */
  public BulkUpdate<T> clear(String field) {
    return change(Kind.CLEAR, field, null);
  }

  /** Adds these to the field's values in each record. */
  public BulkUpdate<T> add(String field, Collection<?> values) {
    return change(Kind.ADD, field, values);
  }

  /** Removes these from the field's values in each record. */
  public BulkUpdate<T> remove(String field, Collection<?> values) {
    return change(Kind.REMOVE, field, values);
  }

  /**
   * Makes these the only values of the field in each record; for none there is {@link #clear}.
   *
   * @param values not empty
   */
  public BulkUpdate<T> replace(String field, Collection<?> values) {
    return change(Kind.REPLACE, field, values);
  }

  private BulkUpdate<T> change(Kind kind, String field, @Nullable Object value) {
    changes.add(new RequestedChange(kind, field, value));
    return this;
  }

  @Override
  BulkUpdate<T> self() {
    return this;
  }

  @Override
  TaskType<BulkPayload, BulkResult> type() {
    return BulkTasks.BULK_UPDATE;
  }
}
