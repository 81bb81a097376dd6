package io.powercrud.resource;

import io.powercrud.RecordKey;
import io.powercrud.access.Caller;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.Conflicts;
import io.powercrud.task.TaskContext;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.LockModeType;
import jakarta.validation.Validator;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Sort;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The records of resources, one at a time and in pages; always within the caller's scope, so that a
 * record outside it is as one that doesn't exist. Every call joins the caller's transaction or has
 * one of its own. Thread-safe.
 */
public final class Records {
  private final EntityManager entityManager;
  private final TransactionTemplate transactions;
  private final ConflictStore conflicts;
  private final RecordWriter writer;

  /**
   * The records of a persistence unit.
   *
   * @param transactionManager the manager of its transactions
   * @param conflicts who is asked which task holds a record, in the same transactions
   * @param validator what checks a record before it is saved; null where there is none
   */
  public Records(
      EntityManagerFactory factory,
      PlatformTransactionManager transactionManager,
      ConflictStore conflicts,
      @Nullable Validator validator) {
    this.entityManager = SharedEntityManagerCreator.createSharedEntityManager(factory);
    this.transactions = new TransactionTemplate(transactionManager);
    this.transactions.setIsolationLevel(TransactionDefinition.ISOLATION_READ_COMMITTED);
    this.conflicts = conflicts;
    this.writer = new RecordWriter(entityManager, validator);
  }

  /**
   * A page of the records that a caller may see.
   *
   * @param sort by which columns, or {@code id}; records that are equal in them come in the order
   *     of their ids
   * @param page which page, from 0
   * @param size how many records a page, at least 1
   * @throws InvalidFieldsException if a column can't be sorted by
   * @throws IllegalArgumentException if the page is negative or the size is less than 1
   */
  public <T> RecordPage page(
      BoundResource<T> resource,
      Caller caller,
      RecordFilter<T> filter,
      Sort sort,
      int page,
      int size) {
    if (page < 0 || size < 1) {
      throw new IllegalArgumentException(
          "A page is counted from 0 and has at least 1 record, unlike page %d of %d records"
              .formatted(page, size));
    }
    MatchingRecords<T> matching =
        matching(resource, resource.scopeOf(caller).and(filter.toSpecification()));
    return inTransaction(
        () -> {
          RecordQuery<T> query = new RecordQuery<>(resource, entityManager);
          long total = query.count(matching);
          long first = (long) page * size;
          List<RecordView> items =
              query.list(matching, sort, (int) Math.min(first, Integer.MAX_VALUE), size);
          return new RecordPage(items, total, page, size);
        });
  }

  /** The record with this id, if the caller may see it. */
  public <T> Optional<RecordView> find(BoundResource<T> resource, Caller caller, Object id) {
    return inTransaction(() -> view(resource, resource.scopeOf(caller), id));
  }

  /** Those of the records that there are, and that a caller may see. */
  public <T> Set<RecordKey> visible(
      BoundResource<T> resource, Caller caller, Collection<RecordKey> keys) {
    return inTransaction(
        () -> matching(resource, resource.scopeOf(caller)).keysAmong(keys, entityManager));
  }

  /**
   * Creates a record.
   *
   * @param values its fields by name; for an entity whose ids are assigned also {@code id}
   * @return the record as it was saved
   * @throws InvalidFieldsException if a field can't be written, a value is wrong, the record isn't
   *     valid, or it would be outside of the caller's scope
   */
  public <T> RecordView create(
      BoundResource<T> resource, Caller caller, Map<String, ? extends @Nullable Object> values) {
    return inTransaction(
        () -> {
          Object id = writer.create(resource, values);
          return view(resource, resource.scopeOf(caller), id)
              .orElseThrow(() -> outOfScope(resource));
        });
  }

  /**
   * Changes a record.
   *
   * @param version the version that the change was made for, as text or number; null for any
   * @param values the fields that change, by name; null empties one
   * @return the record as it was saved; empty if there is none that the caller may see
   * @throws InvalidFieldsException as {@link #create}
   * @throws StaleRecordException if the record has another version
   * @throws ConflictException if a task holds the record
   */
  public <T> Optional<RecordView> change(
      BoundResource<T> resource,
      Caller caller,
      Object id,
      @Nullable Object version,
      Map<String, ? extends @Nullable Object> values) {
    return inTransaction(
        () ->
            lock(resource, caller, id, version)
                .map(
                    record -> {
                      writer.change(resource, record, values);
                      return view(resource, resource.scopeOf(caller), id)
                          .orElseThrow(() -> outOfScope(resource));
                    }));
  }

  /**
   * Deletes a record.
   *
   * @param version the version that was meant to be deleted, as text or number; null for any
   * @return whether there was one that the caller may see
   * @throws StaleRecordException if the record has another version
   * @throws ConflictException if a task holds the record
   */
  public <T> boolean delete(
      BoundResource<T> resource, Caller caller, Object id, @Nullable Object version) {
    return inTransaction(
        () -> {
          Optional<T> record = lock(resource, caller, id, version);
          record.ifPresent(found -> writer.delete(resource, found));
          return record.isPresent();
        });
  }

  /**
   * The record, locked. The row comes first and then the question who holds it: a task reserves
   * first and then locks the row, so that one of the two sees the other. It is asked before as
   * well, so as not to wait for a row whose task has just locked it.
   */
  private <T> Optional<T> lock(
      BoundResource<T> resource, Caller caller, Object id, @Nullable Object version) {
    Specification<T> scope = resource.scopeOf(caller);
    if (view(resource, scope, id).isEmpty()) {
      return Optional.empty();
    }
    Optional<RecordKey> key = resource.model().keyIfItFits(id);
    key.ifPresent(this::requireFree);
    T record = entityManager.find(resource.entityClass(), id, LockModeType.PESSIMISTIC_WRITE);
    if (record == null) {
      return Optional.empty();
    }
    key.ifPresent(this::requireFree);
    Optional<RecordView> current = view(resource, scope, id);
    if (version != null
        && current.isPresent()
        && !version.toString().equals(String.valueOf(current.get().version()))) {
      throw new StaleRecordException(current.get());
    }
    return current.map(view -> record);
  }

  private void requireFree(RecordKey key) {
    Conflict conflict = conflicts.holders(List.of(key)).get(key);
    boolean own =
        conflict != null
            && TaskContext.current()
                .map(context -> context.root().equals(conflict.holder()))
                .orElse(false);
    if (conflict != null && !own) {
      throw new ConflictException(Conflicts.of(conflict));
    }
  }

  private <T> Optional<RecordView> view(
      BoundResource<T> resource, Specification<T> scope, Object id) {
    return new RecordQuery<>(resource, entityManager).find(matching(resource, scope), id);
  }

  private static <T> MatchingRecords<T> matching(
      BoundResource<T> resource, Specification<T> specification) {
    return new MatchingRecords<>(resource.model(), specification, List.of());
  }

  private static InvalidFieldsException outOfScope(BoundResource<?> resource) {
    return new InvalidFieldsException(
        resource.path(),
        "the record would be outside of your scope '%s'".formatted(resource.scopeName()));
  }

  private <R> R inTransaction(Supplier<R> work) {
    return transactions.execute(status -> work.get());
  }
}
