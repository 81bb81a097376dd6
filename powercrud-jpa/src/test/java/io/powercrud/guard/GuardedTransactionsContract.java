package io.powercrud.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.ConflictException;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.TestDatabase;
import io.powercrud.guard.model.Contract;
import io.powercrud.guard.model.Shelf;
import io.powercrud.guard.model.Topic;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.OpenedTaskContext;
import io.powercrud.test.NewTasks;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.RollbackException;
import java.sql.Connection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.hibernate.envers.AuditReaderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.orm.jpa.EntityManagerHolder;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.UnexpectedRollbackException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The guard in the transactions and sessions that applications have. */
abstract class GuardedTransactionsContract {

  private final TestDatabase database;
  private GuardedLibrary guarded;
  private Shelf shelf;
  private RecordKey record;

  GuardedTransactionsContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    guarded = GuardedLibrary.on(database);
    shelf = guarded.save(new Shelf("before"));
    record = guarded.keyOf(shelf);
  }

  private Shelf rename(EntityManager entityManager) {
    Shelf found = entityManager.find(Shelf.class, shelf.getId());
    found.setName("after");
    return found;
  }

  private String nameNow() {
    return nameOf(shelf);
  }

  private String nameOf(Shelf saved) {
    return guarded.inTransaction(
        entityManager -> entityManager.find(Shelf.class, saved.getId()).getName());
  }

  @Test
  void aConflictThatIsCaughtStillKeepsTheTransactionFromBeingCommitted() {
    guarded.heldByAnother(record);

    assertThatThrownBy(
            () ->
                guarded.inTransaction(
                    entityManager -> {
                      rename(entityManager);
                      return catchThrowable(entityManager::flush);
                    }))
        .isInstanceOf(UnexpectedRollbackException.class);

    assertThat(nameNow()).isEqualTo("before");
  }

  @Test
  void aConflictOfTheFlushBeforeAQueryKeepsTheTransactionFromBeingCommitted() {
    guarded.heldByAnother(record);

    assertThatThrownBy(
            () ->
                guarded.inTransaction(
                    entityManager -> {
                      rename(entityManager);
                      return catchThrowable(
                          () -> entityManager.createQuery("from Shelf").getResultList());
                    }))
        .isInstanceOf(UnexpectedRollbackException.class);

    assertThat(nameNow()).isEqualTo("before");
  }

  @Test
  void aReadOnlyTransactionWritesNothingAndAsksNothing() {
    guarded.heldByAnother(record);
    TransactionTemplate readOnly = new TransactionTemplate(guarded.library.transactionManager());
    readOnly.setReadOnly(true);
    guarded.forgetStatements();

    readOnly.executeWithoutResult(status -> rename(guarded.library.entityManager()));

    assertThat(guarded.questions()).isZero();
    assertThat(nameNow()).isEqualTo("before");
  }

  @Test
  void aTransactionOfItsOwnWithinATransactionIsGuardedByItself() {
    Shelf other = guarded.save(new Shelf("other"));
    guarded.heldByAnother(record);
    TransactionTemplate separate = new TransactionTemplate(guarded.library.transactionManager());
    separate.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);

    Throwable inner =
        guarded.inTransaction(
            entityManager -> {
              entityManager.find(Shelf.class, other.getId()).setName("changed");
              return catchThrowable(
                  () ->
                      separate.executeWithoutResult(
                          status -> rename(guarded.library.entityManager())));
            });

    assertThat(inner).isInstanceOf(ConflictException.class);
    assertThat(nameNow()).isEqualTo("before");
    assertThat(nameOf(other)).isEqualTo("changed");
  }

  @Test
  void aTransactionOfItsOwnWithinATaskProvesTheAttemptToo() {
    OpenedTaskContext task = guarded.heldByOwnTask(record);
    TransactionTemplate separate = new TransactionTemplate(guarded.library.transactionManager());
    separate.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    guarded.supersede(task.task());

    Throwable refused =
        guarded.inTransaction(
            entityManager ->
                catchThrowable(
                    () ->
                        separate.executeWithoutResult(
                            status -> rename(guarded.library.entityManager()))));

    assertThat(refused).hasRootCauseInstanceOf(LostTaskException.class);
    assertThat(nameNow()).isEqualTo("before");
    assertThatThrownBy(task::close).isInstanceOf(LostTaskException.class);
  }

  @Test
  void aSessionThatIsOpenForAWholeRequestIsGuardedInEachOfItsTransactions() {
    EntityManager open = guarded.library.factory().createEntityManager();
    TransactionSynchronizationManager.bindResource(
        guarded.library.factory(), new EntityManagerHolder(open));
    try {
      Shelf read = guarded.library.entityManager().find(Shelf.class, shelf.getId());
      guarded.heldByAnother(record);
      read.setName("after");

      assertThatThrownBy(() -> guarded.inTransaction(entityManager -> read))
          .isInstanceOf(ConflictException.class);
    } finally {
      TransactionSynchronizationManager.unbindResource(guarded.library.factory());
      open.close();
    }

    assertThat(nameNow()).isEqualTo("before");
  }

  @Test
  void aTransactionThatSpringDoesNotKnowIsGuarded() {
    guarded.heldByAnother(record);

    assertThatThrownBy(() -> guarded.library.factory().runInTransaction(this::rename))
        .isInstanceOf(RollbackException.class)
        .hasRootCauseInstanceOf(ConflictException.class);

    assertThat(nameNow()).isEqualTo("before");
  }

  @Test
  void anAuditedRecordIsGuardedAndItsRevisionsAreWritten() {
    Contract contract = guarded.save(new Contract("before"));
    guarded.inTransaction(
        entityManager -> {
          entityManager.find(Contract.class, contract.getId()).setText("second");
          return contract;
        });
    guarded.heldByAnother(guarded.keyOf(contract));

    assertThatThrownBy(
            () ->
                guarded.inTransaction(
                    entityManager -> {
                      entityManager.find(Contract.class, contract.getId()).setText("third");
                      return contract;
                    }))
        .isInstanceOf(ConflictException.class);

    List<Number> revisions =
        guarded.inTransaction(
            entityManager ->
                AuditReaderFactory.get(entityManager)
                    .getRevisions(Contract.class, contract.getId()));
    assertThat(revisions).hasSize(2);
  }

  @Test
  void theTaskThatHoldsAnAuditedRecordWritesItWithItsRevision() {
    Contract contract = guarded.save(new Contract("before"));
    try (OpenedTaskContext task = guarded.heldByOwnTask(guarded.keyOf(contract))) {
      guarded.inTransaction(
          entityManager -> {
            entityManager.find(Contract.class, contract.getId()).setText("second");
            return task;
          });
    }

    List<Number> revisions =
        guarded.inTransaction(
            entityManager ->
                AuditReaderFactory.get(entityManager)
                    .getRevisions(Contract.class, contract.getId()));
    assertThat(revisions).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(names = {"OPTIMISTIC_FORCE_INCREMENT", "PESSIMISTIC_FORCE_INCREMENT"})
  void aVersionIsNotRaisedByALockModeAlone(LockModeType raising) {
    guarded.heldByAnother(record);

    assertThatThrownBy(
            () ->
                guarded.inTransaction(
                    entityManager -> entityManager.find(Shelf.class, shelf.getId(), raising)))
        .isInstanceOf(ConflictException.class);

    long version =
        guarded.library.jdbc().sql("SELECT version FROM shelf").query(Long.class).single();
    assertThat(version).isZero();
  }

  @Test
  void anElementThatComesOrGoesIsWrittenWhereItsOwnRowSaysWhoseItIs() {
    Topic sea = new Topic("Sea");
    Topic storm = new Topic("Storm");
    Topic calm = new Topic("Calm");
    sea.getNarrower().add(calm);
    guarded.library.save(sea, storm, calm);
    guarded.heldByAnother(guarded.keyOf(storm));

    assertThatThrownBy(
            () ->
                guarded.inTransaction(
                    entityManager ->
                        entityManager
                            .find(Topic.class, sea.getId())
                            .getNarrower()
                            .add(entityManager.find(Topic.class, storm.getId()))))
        .isInstanceOf(ConflictException.class)
        .hasMessageContaining(guarded.keyOf(storm).toString());

    guarded.inTransaction(
        entityManager -> {
          entityManager.find(Topic.class, sea.getId()).getNarrower().clear();
          return sea;
        });
  }

  @Test
  void whoWritesARecordMayLaunchATaskOnItInTheSameTransaction() {
    TaskKey task = TaskKey.unique();

    guarded.inTransaction(
        entityManager -> {
          rename(entityManager);
          guarded.ports.stores().tasks().create(NewTasks.task().build());
          return guarded
              .ports
              .stores()
              .conflicts()
              .reserveTargets(task, task, List.of(record), OnConflict.REFUSE)
              .orThrow();
        });

    assertThat(nameNow()).isEqualTo("after");
    assertThat(guarded.ports.stores().conflicts().count(task)).isEqualTo(1);
  }

  @Test
  void anAttemptThatWasSupersededWritesNothingThoughNobodyHoldsTheRecord() {
    OpenedTaskContext task = guarded.heldByOwnTask();
    guarded.supersede(task.task());

    assertThatThrownBy(() -> guarded.inTransaction(this::rename))
        .hasRootCauseInstanceOf(LostTaskException.class);

    assertThat(nameNow()).isEqualTo("before");
    assertThatThrownBy(task::close).isInstanceOf(LostTaskException.class);
  }

  @Test
  void aTransactionThatSpringDoesNotKnowIsProvedByItselfWithinOneThatIsProved() {
    OpenedTaskContext task = guarded.heldByOwnTask(record);
    AtomicReference<Throwable> refused = new AtomicReference<>();

    assertThatThrownBy(
            () ->
                guarded
                    .ports
                    .stores()
                    .transactions()
                    .fenced(
                        task.context().attempt(),
                        () -> {
                          guarded.supersede(task.task());
                          refused.set(
                              catchThrowable(
                                  () -> guarded.library.factory().runInTransaction(this::rename)));
                          return shelf;
                        }))
        .isInstanceOf(LostTaskException.class);

    assertThat(refused.get()).hasRootCauseInstanceOf(LostTaskException.class);
    assertThat(nameNow()).isEqualTo("before");
    assertThatThrownBy(task::close).isInstanceOf(LostTaskException.class);
  }

  @Test
  void workThatOutlivedItsTaskIsNotThatTaskAnyMore() throws Exception {
    OpenedTaskContext task = guarded.heldByOwnTask(record);
    ContextSnapshot snapshot = ContextSnapshotFactory.builder().build().captureAll();
    task.close();
    guarded.heldByAnother(record);

    Callable<Shelf> escaped = snapshot.wrap(() -> guarded.inTransaction(this::rename));

    assertThat(task.context().isClosed()).isTrue();
    assertThatThrownBy(escaped::call).isInstanceOf(ConflictException.class);
  }

  @ParameterizedTest
  @EnumSource
  void aStatementThatNobodySeesCanDemandThatItsRecordsAreFree(Isolation isolation) {
    ConflictStore conflicts = guarded.ports.stores().conflicts();

    assertThatThrownBy(
            () ->
                guarded.inTransaction(
                    isolation.level,
                    entityManager -> {
                      entityManager.createQuery("from Visit").getResultList();
                      guarded.heldByAnother(record);
                      entityManager.createQuery("update Shelf set name = 'after'").executeUpdate();
                      conflicts.requireFree(List.of(record));
                      return entityManager;
                    }))
        .isInstanceOf(ConflictException.class);

    assertThat(nameNow()).isEqualTo("before");
  }

  /** The isolation levels that an application may have. */
  enum Isolation {
    READ_COMMITTED(Connection.TRANSACTION_READ_COMMITTED),
    REPEATABLE_READ(Connection.TRANSACTION_REPEATABLE_READ),
    SERIALIZABLE(Connection.TRANSACTION_SERIALIZABLE);

    private final int level;

    Isolation(int level) {
      this.level = level;
    }
  }
}
