package io.powercrud.bulk;

import io.powercrud.access.Caller;
import io.powercrud.conflict.OnConflict;
import io.powercrud.task.TaskType;
import io.powercrud.task.Turn;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.data.jpa.domain.Specification;

/**
 * A bulk operation that is about to be submitted: on which records, for whom and why. Nothing is
 * checked before {@link #submit()}. Not thread-safe.
 *
 * @param <T> the entity
 * @param <S> the request's own type
 */
public abstract sealed class BulkRequest<T, S extends BulkRequest<T, S>>
    permits BulkUpdate, BulkDelete {

  private final BulkOperations operations;
  private final BulkOperations.Subject<T> subject;
  final List<RequestedChange> changes = new ArrayList<>();
  @Nullable Collection<?> ids;
  @Nullable Specification<T> specification;
  @Nullable Map<String, ?> filters;
  boolean all;
  Collection<?> except = List.of();
  @Nullable String reason;
  @Nullable String idempotencyKey;
  @Nullable Caller caller;
  OnConflict onConflict = OnConflict.REFUSE;
  BulkMode mode = BulkMode.AUTO;
  boolean allOrNothing;
  @Nullable Integer chunkSize;
  int priority;
  Duration delay = Duration.ZERO;

  BulkRequest(BulkOperations operations, BulkOperations.Subject<T> subject) {
    this.operations = operations;
    this.subject = subject;
  }

  /** A change as it was asked for, with values of any form. */
  record RequestedChange(Change.Kind kind, String field, @Nullable Object value) {}

  abstract S self();

  abstract TaskType<BulkPayload, BulkResult> type();

  BulkOperations.Subject<T> subject() {
    return subject;
  }

  /** Selects the records with these ids, as values of the id's type or as their text. */
  public S ids(Collection<?> newIds) {
    ids = newIds;
    return self();
  }

  /** Selects the records that match when the request is submitted. */
  public S matching(Specification<T> newSpecification) {
    specification = newSpecification;
    return self();
  }

  /**
   * Selects the records that match these filters when the request is submitted.
   *
   * @param newFilters values by the names that the resource's list takes, such as {@code
   *     published.gte}; not empty, because {@link #all()} says what an empty one would
   */
  public S matching(Map<String, ?> newFilters) {
    filters = newFilters;
    return self();
  }

  /** Selects every record that the caller may see. */
  public S all() {
    all = true;
    return self();
  }

  /** Leaves the records with these ids out. */
  public S except(Collection<?> newExcept) {
    except = newExcept;
    return self();
  }

  /** Says why; shown with the task. */
  public S reason(@Nullable String newReason) {
    reason = newReason;
    return self();
  }

  /**
   * Says what to do about records that another task holds; {@link OnConflict#REFUSE} unless told.
   */
  public S onConflict(OnConflict newOnConflict) {
    onConflict = newOnConflict;
    return self();
  }

  /** Says when it is carried out; {@link BulkMode#AUTO} unless told. */
  public S mode(BulkMode newMode) {
    mode = newMode;
    return self();
  }

  /**
   * Has one record that fails undo everything. It is always so where the operation is carried out
   * before the call returns; in the background the other records proceed unless this is said.
   */
  public S allOrNothing() {
    allOrNothing = true;
    return self();
  }

  /** Gives the request a key of the caller's, so that sending it again doesn't do it again. */
  public S idempotencyKey(@Nullable String newIdempotencyKey) {
    idempotencyKey = newIdempotencyKey;
    return self();
  }

  /** Says on whose behalf, and thus in whose scope, instead of whoever is calling. */
  public S caller(Caller newCaller) {
    caller = newCaller;
    return self();
  }

  /** Says how many records are changed in one transaction, instead of what the settings say. */
  public S chunkSize(int newChunkSize) {
    chunkSize = newChunkSize;
    return self();
  }

  /**
   * Says which of the tasks that are due start first: those with a higher one, from {@value
   * Turn#LOWEST} to {@value Turn#HIGHEST}; 0 unless told.
   */
  public S priority(int newPriority) {
    priority = newPriority;
    return self();
  }

  /**
   * Has it carried out in the background when this time has passed, with its records reserved from
   * now on; at most {@link Turn#LONGEST_DELAY}.
   */
  public S delay(Duration newDelay) {
    delay = newDelay;
    return self();
  }

  /**
   * Checks the request, and carries it out or launches it as a task. Inside another task it is part
   * of that task's work, and carried out at once.
   *
   * @return what became of it; expected trouble is a value and no exception
   * @throws io.powercrud.task.TaskFailedException if it was carried out in the caller's transaction
   *     or task and failed, so that this must be rolled back
   * @throws io.powercrud.task.IdempotencyException if the idempotency key belongs to another
   *     request
   */
  public BulkOutcome submit() {
    return operations.submit(this);
  }
}
