package io.powercrud.guard;

import io.powercrud.jdbc.JdbcStores;
import io.powercrud.resource.EntityModel;
import io.powercrud.resource.ResourceRegistry;
import jakarta.persistence.EntityManagerFactory;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.event.service.spi.EventListenerRegistry;
import org.hibernate.event.spi.EventType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;

/**
 * The guard on every write that Hibernate sees: an update or a deletion of a guarded record fails
 * before it is committed, with a {@link io.powercrud.conflict.ConflictException} where another task
 * holds the record, or where the attempt that writes it has been superseded.
 *
 * <p>Guarded are the declared resources and what is {@link Guarded}. Each flush that wrote guarded
 * records asks for all of them in one query, after its statements; a {@link
 * org.hibernate.StatelessSession} for each record. What Hibernate doesn't see (JPQL and native
 * statements) can be guarded by triggers. Thread-safe.
 */
public final class WriteGuard {

  private static final Logger log = LoggerFactory.getLogger(WriteGuard.class);

  private WriteGuard() {}

  /**
   * Guards a persistence unit from now on.
   *
   * @param factory the persistence unit
   * @param transactionManager the manager of its transactions, so that a conflict at a commit comes
   *     out as itself
   * @param resources the declared resources
   * @param stores the stores on its database
   * @param triggers whether the database itself is to refuse what Hibernate doesn't see; triggers
   *     of an earlier start are dropped where it is not
   */
  public static void install(
      EntityManagerFactory factory,
      PlatformTransactionManager transactionManager,
      ResourceRegistry resources,
      JdbcStores stores,
      boolean triggers) {
    SessionFactoryImplementor sessionFactory = factory.unwrap(SessionFactoryImplementor.class);
    GuardedEntities entities = new GuardedEntities(sessionFactory, resources);
    entities.models().forEach(WriteGuard::warnWithoutVersion);
    listen(
        sessionFactory.getEventEngine().getListenerRegistry(),
        new WriteListener(entities, new WriteCheck(stores.heldRecords())));
    listen(transactionManager, new ConflictAtCommit());
    if (triggers) {
      stores.triggers().create(entities.tables());
      listen(transactionManager, new TaskTransactions(stores.triggers(), stores.stores().tasks()));
    } else {
      stores.triggers().drop();
    }
  }

  private static void listen(
      PlatformTransactionManager transactionManager, TransactionExecutionListener listener) {
    if (transactionManager instanceof ConfigurableTransactionManager configurable) {
      configurable.addListener(listener);
    }
  }

  private static void warnWithoutVersion(EntityModel<?> model) {
    if (!model.isVersioned()) {
      log.warn(
          "{} is guarded but has no @Version: whoever read a record before a task changed it and writes it when the task has ended overwrites what the task did",
          model);
    }
  }

  private static void listen(EventListenerRegistry registry, WriteListener listener) {
    registry.appendListeners(EventType.POST_UPDATE, listener);
    registry.appendListeners(EventType.POST_DELETE, listener);
    registry.appendListeners(EventType.POST_UPSERT, listener);
    registry.appendListeners(EventType.PRE_COLLECTION_UPDATE, listener);
    registry.appendListeners(EventType.PRE_COLLECTION_REMOVE, listener);
    registry.appendListeners(EventType.PRE_COLLECTION_RECREATE, listener);
    registry.appendListeners(EventType.FLUSH, listener);
    registry.appendListeners(EventType.AUTO_FLUSH, listener);
  }
}
