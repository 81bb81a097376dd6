package io.powercrud.bulk;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.Conflicts;
import io.powercrud.conflict.OnConflict;
import io.powercrud.conflict.ReserveResult;
import io.powercrud.jdbc.Contest;
import io.powercrud.jdbc.JdbcStores;
import io.powercrud.resource.EntityModel;
import io.powercrud.resource.MatchingRecords;
import io.powercrud.task.Targets;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.PersistenceException;
import java.sql.Connection;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.query.criteria.HibernateCriteriaBuilder;
import org.springframework.data.jpa.domain.Specification;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.orm.jpa.JpaSystemException;

/**
 * Freezes the set of records that match at this moment: they become the targets of a task, numbered
 * and reserved, in one statement where the database can write their ids as Java does. Thread-safe.
 */
final class Freezer {
  private static final int TRIES = 2;

  private static final String GONE =
      "Another task reserved some of the records and released them again at this moment.";

  private final EntityManagerFactory factory;
  private final SessionFactoryImplementor sessions;
  private final HibernateCriteriaBuilder builder;
  private final ExactText exactText;
  private final DataSource dataSource;
  private final JdbcStores stores;
  private final Clock clock;

  /**
   * A freezer on the application's own connections.
   *
   * @param dataSource where the persistence unit's connections come from
   */
  Freezer(EntityManagerFactory factory, DataSource dataSource, JdbcStores stores, Clock clock) {
    this.factory = factory;
    this.sessions = factory.unwrap(SessionFactoryImplementor.class);
    this.builder = sessions.getCriteriaBuilder();
    this.exactText = ExactText.on(sessions.getJdbcServices().getDialect());
    this.dataSource = dataSource;
    this.stores = stores;
    this.clock = clock;
  }

  /**
   * The records that will match when a task is launched on them, in the transaction of the launch.
   *
   * @param model the entity
   * @param specification which of its records; the caller's scope included
   * @param except the ids of records that are left out
   */
  <T> Targets matching(EntityModel<T> model, Specification<T> specification, Collection<?> except) {
    return new MatchingTargets<>(new MatchingRecords<>(model, specification, except));
  }

  private final class MatchingTargets<T> implements Targets {
    private final MatchingRecords<T> records;
    private final FreezeInSql<T> inSql;
    private final FreezeByKeys<T> byKeys;
    private long count;

    MatchingTargets(MatchingRecords<T> records) {
      this.records = records;
      this.inSql = new FreezeInSql<>(records, exactText, builder);
      this.byKeys = new FreezeByKeys<>(records, builder);
    }

    @Override
    public ReserveResult reserve(TaskKey task, TaskKey root, OnConflict onConflict) {
      Freeze freeze = new Freeze(task, root, records.model().typeName(), onConflict, now());
      flushCallersChanges();
      for (int tries = 0; tries < TRIES; tries++) {
        Contest<Long> contest = stores.contend(() -> inSession(session -> insert(freeze, session)));
        if (contest instanceof Contest.Won<Long> won) {
          count = won.value();
          return reserved(freeze);
        }
        if (contest instanceof Contest.Busy<Long> busy) {
          return new ReserveResult.Busy(busy.reason());
        }
        Optional<Conflicts> conflicts = inSession(session -> conflicts(freeze, session));
        if (conflicts.isPresent() && freeze.onConflict() == OnConflict.REFUSE) {
          return new ReserveResult.Refused(conflicts.get());
        }
      }
      return new ReserveResult.Busy(GONE);
    }

    private long insert(Freeze freeze, StatelessSession session) {
      try {
        return isInSql()
            ? inSql.insert(freeze, session)
            : byKeys.insert(freeze, stores.stores().conflicts(), session);
      } catch (PersistenceException refused) {
        throw new JpaSystemException(refused);
      }
    }

    private ReserveResult reserved(Freeze freeze) {
      return switch (freeze.onConflict()) {
        case REFUSE -> new ReserveResult.Reserved(count, 0);
        case WAIT -> new ReserveResult.Reserved(0, 0);
        case SKIP -> {
          long skipped = inSession(session -> inSql.countLeftOut(freeze, session));
          yield new ReserveResult.Reserved(count - skipped, skipped);
        }
      };
    }

    private Optional<Conflicts> conflicts(Freeze freeze, StatelessSession session) {
      ConflictStore store = stores.stores().conflicts();
      if (!isInSql()) {
        return byKeys.conflicts(freeze.root(), store, session);
      }
      List<RecordKey> keys =
          inSql.firstHeld(freeze, Conflicts.LISTED, session).stream()
              .map(id -> new RecordKey(freeze.entityType(), id))
              .toList();
      List<Conflict> first =
          store.holders(keys).values().stream()
              .sorted(Comparator.comparing(Conflict::record))
              .toList();
      return first.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new Conflicts(first, Math.max(first.size(), inSql.countHeld(freeze, session))));
    }

    private boolean isInSql() {
      return records.model().isIdTextExactInSql();
    }

    @Override
    public long count() {
      return count;
    }

    @Override
    public Collection<RecordKey> records() {
      flushCallersChanges();
      List<RecordKey> keys = new ArrayList<>();
      inSession(
          session -> {
            byKeys.forEachBatch(session, keys::addAll);
            return keys;
          });
      return keys;
    }

    private LocalDateTime now() {
      return LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC)
          .truncatedTo(ChronoUnit.MICROS);
    }
  }

  /** What the caller has changed and not written yet decides what matches. */
  private void flushCallersChanges() {
    EntityManager callers = EntityManagerFactoryUtils.getTransactionalEntityManager(factory);
    if (callers != null) {
      callers.flush();
    }
  }

  /**
   * Works in the caller's transaction, in a session beside its own: a statement that the unique
   * index refuses would condemn the caller's.
   */
  private <R> R inSession(Function<StatelessSession, R> work) {
    Connection connection = DataSourceUtils.getConnection(dataSource);
    try (StatelessSession session = sessions.openStatelessSession(connection)) {
      Transaction transaction = session.beginTransaction();
      R result = work.apply(session);
      if (!DataSourceUtils.isConnectionTransactional(connection, dataSource)) {
        transaction.commit();
      }
      return result;
    } finally {
      DataSourceUtils.releaseConnection(connection, dataSource);
    }
  }
}
