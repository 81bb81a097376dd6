package io.powercrud.guard;

import io.powercrud.RecordKey;
import io.powercrud.task.Attempt;
import io.powercrud.task.TaskContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.hibernate.LockMode;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.EntityEntry;
import org.hibernate.engine.spi.SharedSessionContractImplementor;
import org.hibernate.engine.spi.TransactionCompletionCallbacks;
import org.hibernate.engine.spi.TransactionCompletionCallbacks.AfterCompletionCallback;
import org.hibernate.engine.spi.TransactionCompletionCallbacks.BeforeCompletionCallback;
import org.hibernate.event.spi.AbstractDatabaseOperationEvent;
import org.hibernate.event.spi.AutoFlushEvent;
import org.hibernate.event.spi.AutoFlushEventListener;
import org.hibernate.event.spi.EventSource;
import org.hibernate.event.spi.FlushEvent;
import org.hibernate.event.spi.FlushEventListener;
import org.hibernate.event.spi.PostDeleteEvent;
import org.hibernate.event.spi.PostDeleteEventListener;
import org.hibernate.event.spi.PostUpdateEvent;
import org.hibernate.event.spi.PostUpdateEventListener;
import org.hibernate.event.spi.PostUpsertEvent;
import org.hibernate.event.spi.PostUpsertEventListener;
import org.hibernate.event.spi.PreCollectionRecreateEvent;
import org.hibernate.event.spi.PreCollectionRecreateEventListener;
import org.hibernate.event.spi.PreCollectionRemoveEvent;
import org.hibernate.event.spi.PreCollectionRemoveEventListener;
import org.hibernate.event.spi.PreCollectionUpdateEvent;
import org.hibernate.event.spi.PreCollectionUpdateEventListener;
import org.hibernate.persister.entity.EntityPersister;
import org.jspecify.annotations.Nullable;

/**
 * Hears from Hibernate which guarded records a session writes, and has them checked when the flush
 * is through. Thread-safe.
 */
final class WriteListener
    implements PostUpdateEventListener,
        PostDeleteEventListener,
        PostUpsertEventListener,
        PreCollectionUpdateEventListener,
        PreCollectionRemoveEventListener,
        PreCollectionRecreateEventListener,
        FlushEventListener,
        AutoFlushEventListener {

  private final GuardedEntities entities;
  private final CollectionWrites collections;
  private final WriteCheck check;
  private final Map<SharedSessionContractImplementor, WrittenRecords> open =
      new ConcurrentHashMap<>();

  WriteListener(GuardedEntities entities, WriteCheck check) {
    this.entities = entities;
    this.collections = new CollectionWrites(entities);
    this.check = check;
  }

  @Override
  public void onPostUpdate(PostUpdateEvent event) {
    written(event);
  }

  @Override
  public void onPostDelete(PostDeleteEvent event) {
    written(event);
  }

  @Override
  public void onPostUpsert(PostUpsertEvent event) {
    written(event);
  }

  @Override
  public boolean requiresPostCommitHandling(EntityPersister persister) {
    return false;
  }

  private void written(AbstractDatabaseOperationEvent event) {
    entities
        .keyOf(event.getPersister(), event.getId())
        .ifPresent(record -> written(event.getSession(), record));
  }

  /** A session without a flush says of each record when it is written. */
  private void written(SharedSessionContractImplementor session, RecordKey record) {
    if (session instanceof StatelessSession) {
      session.getJdbcCoordinator().executeBatch();
      check(session, List.of(record));
    } else {
      of(session).add(record);
    }
  }

  @Override
  public void onPreUpdateCollection(PreCollectionUpdateEvent event) {
    collections.changedBy(event).forEach(record -> written(event.getSession(), record));
  }

  @Override
  public void onPreRemoveCollection(PreCollectionRemoveEvent event) {
    collections.removedBy(event).forEach(record -> written(event.getSession(), record));
  }

  @Override
  public void onPreRecreateCollection(PreCollectionRecreateEvent event) {
    collections.filledBy(event).forEach(record -> written(event.getSession(), record));
  }

  @Override
  public void onFlush(FlushEvent event) {
    noteForcedIncrements(event.getSession());
    flushed(event.getSession());
  }

  @Override
  public void onAutoFlush(AutoFlushEvent event) {
    flushed(event.getSession());
  }

  /** A version that is raised by a lock mode alone is raised without an event. */
  private void noteForcedIncrements(EventSource session) {
    for (Map.Entry<Object, EntityEntry> entity :
        session.getPersistenceContextInternal().reentrantSafeEntityEntries()) {
      EntityEntry entry = entity.getValue();
      LockMode lockMode = entry.getLockMode();
      if (lockMode == LockMode.PESSIMISTIC_FORCE_INCREMENT
          || lockMode == LockMode.OPTIMISTIC_FORCE_INCREMENT) {
        entities
            .keyOf(entry.getPersister(), entry.getId())
            .ifPresent(record -> of(session).add(record));
      }
    }
  }

  private void flushed(EventSource session) {
    @Nullable WrittenRecords written = open.get(session);
    if (written == null) {
      return;
    }
    List<RecordKey> records = written.takeUnchecked();
    if (!records.isEmpty()) {
      check(session, records);
    }
  }

  private void check(SharedSessionContractImplementor session, List<RecordKey> records) {
    Optional<TaskContext> context = WriteCheck.openContext();
    if (context.isEmpty() || !context.get().isKnownToHold(records)) {
      check.requireNotHeldByOthers(session, records);
    }
    context
        .filter(TaskContext::mayBeSuperseded)
        .map(TaskContext::attempt)
        .filter(attempt -> !check.isProvedAtCommit(session, attempt))
        .ifPresent(attempt -> proveBeforeCommit(session, attempt, records));
  }

  /** The fence comes last of all locks, so that nobody waits for it longer than for the commit. */
  private void proveBeforeCommit(
      SharedSessionContractImplementor session, Attempt attempt, List<RecordKey> records) {
    if (!session.isTransactionInProgress()) {
      check.requireNewest(session, attempt, records);
      return;
    }
    WrittenRecords written = of(session);
    if (written.notes(attempt, records)) {
      BeforeCompletionCallback proof =
          completing -> check.requireNewest(completing, attempt, written.of(attempt));
      session.getTransactionCompletionCallbacks().registerCallback(proof);
    }
  }

  private WrittenRecords of(SharedSessionContractImplementor session) {
    return open.computeIfAbsent(session, this::begin);
  }

  private WrittenRecords begin(SharedSessionContractImplementor session) {
    AfterCompletionCallback forget = (success, completed) -> open.remove(session);
    TransactionCompletionCallbacks callbacks = session.getTransactionCompletionCallbacks();
    callbacks.registerCallback(forget);
    return new WrittenRecords();
  }
}
