package io.powercrud.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.OnConflict;
import io.powercrud.database.TestDatabase;
import io.powercrud.guard.model.Shelf;
import io.powercrud.guard.model.Topic;
import io.powercrud.jdbc.RecordTriggers;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.NewTask;
import io.powercrud.task.OpenedTaskContext;
import io.powercrud.test.NewTasks;
import jakarta.persistence.EntityManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements that Hibernate tells nobody of, on a database with triggers. */
abstract class TriggerContract {

  private final TestDatabase database;
  GuardedLibrary guarded;
  private Shelf shelf;
  private RecordKey record;

  TriggerContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    guarded = GuardedLibrary.withTriggersOn(database);
    shelf = guarded.save(new Shelf("before"));
    guarded.save(new Shelf("other"));
    record = guarded.keyOf(shelf);
  }

  /** A statement on all shelves. */
  enum Statement {
    JPQL_UPDATE {
      @Override
      void run(EntityManager entityManager) {
        entityManager.createQuery("update Shelf set name = 'after'").executeUpdate();
      }
    },
    JPQL_DELETE {
      @Override
      void run(EntityManager entityManager) {
        entityManager.createQuery("delete from Shelf").executeUpdate();
      }
    },
    NATIVE_UPDATE {
      @Override
      void run(EntityManager entityManager) {
        entityManager.createNativeQuery("UPDATE shelf SET name = 'after'").executeUpdate();
      }
    },
    NATIVE_DELETE {
      @Override
      void run(EntityManager entityManager) {
        entityManager.createNativeQuery("DELETE FROM shelf").executeUpdate();
      }
    };

    abstract void run(EntityManager entityManager);
  }

  private void run(Statement statement) {
    guarded.inTransaction(
        entityManager -> {
          statement.run(entityManager);
          return statement;
        });
  }

  private long unchanged() {
    return guarded
        .library
        .jdbc()
        .sql("SELECT count(*) FROM shelf WHERE name <> 'after'")
        .query(Long.class)
        .single();
  }

  @ParameterizedTest
  @EnumSource
  void whatNobodyHoldsIsWritten(Statement statement) {
    run(statement);

    assertThat(unchanged()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whatAnotherTaskHoldsIsNotWritten(Statement statement) {
    TaskKey holder = guarded.heldByAnother(record);

    Throwable refused = catchThrowable(() -> run(statement));

    assertThat(refused)
        .rootCause()
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(record.toString())
        .hasMessageContaining(holder.value())
        .extracting(cause -> ((SQLException) cause).getSQLState())
        .isEqualTo(RecordTriggers.SQL_STATE);
    assertThat(unchanged()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void theTaskThatHoldsARecordWritesIt(Statement statement) {
    try (OpenedTaskContext task = guarded.heldByOwnTask(record)) {
      run(statement);

      assertThat(task.context().isClosed()).isFalse();
    }

    assertThat(unchanged()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptThatWasSupersededWritesNothing(Statement statement) {
    OpenedTaskContext task = guarded.heldByOwnTask(record);
    try {
      guarded.supersede(task.task());

      Throwable refused = catchThrowable(() -> run(statement));

      assertThat(refused).isInstanceOf(LostTaskException.class);
      assertThat(unchanged()).isEqualTo(2);
    } finally {
      assertThat(catchThrowable(task::close)).isInstanceOf(LostTaskException.class);
    }
  }

  @Test
  void whoLaunchesATaskMayWriteItsRecordsInTheSameTransaction() {
    NewTask task = NewTasks.task().build();

    guarded.inTransaction(
        entityManager -> {
          guarded.ports.stores().tasks().create(task);
          guarded
              .ports
              .stores()
              .conflicts()
              .reserveTargets(task.key(), task.key(), List.of(record), OnConflict.REFUSE)
              .orThrow();
          Statement.NATIVE_UPDATE.run(entityManager);
          return task;
        });

    assertThat(unchanged()).isZero();
  }

  @Test
  void theMarkOfATaskDoesNotOutliveItsTransactionOnAPooledConnection() {
    try (OpenedTaskContext task = guarded.heldByOwnTask(record)) {
      run(Statement.NATIVE_UPDATE);
      assertThatIllegalStateException()
          .isThrownBy(
              () ->
                  guarded.inTransaction(
                      entityManager -> {
                        Statement.NATIVE_UPDATE.run(entityManager);
                        throw new IllegalStateException("rolled back " + task.task());
                      }));

      for (int tries = 0; tries < 10; tries++) {
        assertThat(CompletableFuture.supplyAsync(this::outsideOfTheTask).join()).isNotNull();
      }
    }
  }

  private Throwable outsideOfTheTask() {
    return catchThrowable(() -> run(Statement.NATIVE_DELETE));
  }

  @Test
  void tablesWithoutHeldRecordsAreWrittenAsEver() {
    Topic topic = guarded.save(new Topic("Sea"));
    guarded.heldByAnother(record);

    guarded.inTransaction(
        entityManager -> {
          entityManager.find(Topic.class, topic.getId()).setName("Ocean");
          return topic;
        });

    assertThat(guarded.library.jdbc().sql("SELECT name FROM topic").query(String.class).single())
        .isEqualTo("Ocean");
  }

  @Test
  void theNextStartWithoutThemDropsThem() {
    guarded.library.stores().triggers().drop();
    try {
      guarded.heldByAnother(record);

      run(Statement.NATIVE_UPDATE);

      assertThat(unchanged()).isZero();
    } finally {
      guarded.createTriggers();
    }
  }
}
