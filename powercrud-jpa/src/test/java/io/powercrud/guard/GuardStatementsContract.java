package io.powercrud.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.powercrud.RecordKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.guard.model.Shelf;
import io.powercrud.guard.model.Visit;
import io.powercrud.task.OpenedTaskContext;
import java.sql.Connection;
import java.util.List;
import java.util.stream.IntStream;
import org.hibernate.Session;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the guard costs in statements. */
abstract class GuardStatementsContract {

  private final TestDatabase database;
  private GuardedLibrary guarded;

  GuardStatementsContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    guarded = GuardedLibrary.on(database);
  }

  @ParameterizedTest
  @CsvSource({
    "1, " + Connection.TRANSACTION_READ_COMMITTED,
    "100, " + Connection.TRANSACTION_READ_COMMITTED,
    "1000, " + Connection.TRANSACTION_READ_COMMITTED,
    "1, " + Connection.TRANSACTION_REPEATABLE_READ,
    "100, " + Connection.TRANSACTION_REPEATABLE_READ,
    "1000, " + Connection.TRANSACTION_REPEATABLE_READ
  })
  void aFlushAsksOnceHoweverManyRecordsItWrites(int records, int isolation) {
    save(records);

    guarded.inTransaction(
        isolation, entityManager -> renameAll(entityManager.unwrap(Session.class)));

    assertThat(guarded.questions()).isEqualTo(1);
  }

  @Test
  void eachFlushAsksForItself() {
    save(3);

    guarded.inTransaction(
        entityManager -> {
          List<Shelf> shelves = renameAll(entityManager.unwrap(Session.class));
          entityManager.flush();
          shelves.get(0).setName("again");
          return shelves;
        });

    assertThat(guarded.questions()).isEqualTo(2);
  }

  @Test
  void nothingIsAskedForRecordsThatAreNew() {
    guarded.save(new Visit("first"));
    Shelf shelf = new Shelf("new");
    shelf.addCopy("Emma");

    guarded.inTransaction(
        entityManager -> {
          entityManager.persist(shelf);
          return shelf;
        });

    assertThat(guarded.questions()).isZero();
  }

  @Test
  void nothingIsAskedForEntitiesThatAreNotGuarded() {
    Visit visit = guarded.save(new Visit("first"));

    guarded.inTransaction(
        entityManager -> {
          Visit found = entityManager.find(Visit.class, visit.getId());
          found.setNote("second");
          return found;
        });

    assertThat(guarded.questions()).isZero();
  }

  @Test
  void nothingIsAskedWhereNothingIsWritten() {
    save(3);

    guarded.inTransaction(
        entityManager -> {
          entityManager.createQuery("from Shelf", Shelf.class).getResultList();
          entityManager.flush();
          return entityManager;
        });

    assertThat(guarded.questions()).isZero();
  }

  @Test
  void anAttemptIsProvedOnceInATransaction() {
    List<Shelf> shelves = save(3);
    try (OpenedTaskContext task =
        guarded.heldByOwnTask(shelves.stream().map(guarded::keyOf).toArray(RecordKey[]::new))) {
      guarded.forgetStatements();

      guarded.inTransaction(
          entityManager -> {
            List<Shelf> found = renameAll(entityManager.unwrap(Session.class));
            entityManager.flush();
            found.get(0).setName("again");
            return found;
          });

      assertThat(task.task()).isNotNull();
      assertThat(guarded.statements())
          .filteredOn(sql -> sql.contains("powercrud_fence"))
          .hasSize(1);
    }
  }

  @Test
  void nothingIsAskedForWhatTheTaskIsKnownToHold() {
    List<Shelf> shelves = save(3);
    try (OpenedTaskContext task = guarded.heldByOwnTask()) {
      task.context().register(List.of(guarded.keyOf(shelves.get(0))));
      task.context().workingOn(shelves.stream().skip(1).map(guarded::keyOf).toList());
      guarded.forgetStatements();

      guarded.inTransaction(entityManager -> renameAll(entityManager.unwrap(Session.class)));

      assertThat(guarded.questions()).isZero();
    }
  }

  @Test
  void allIsAskedForWhereTheTaskIsNotKnownToHoldOneRecord() {
    List<Shelf> shelves = save(3);
    try (OpenedTaskContext task = guarded.heldByOwnTask()) {
      task.context().workingOn(List.of(guarded.keyOf(shelves.get(1))));
      guarded.forgetStatements();

      guarded.inTransaction(entityManager -> renameAll(entityManager.unwrap(Session.class)));

      assertThat(guarded.questions()).isEqualTo(1);
    }
  }

  @Test
  void aStatelessSessionAsksForEachRecord() {
    List<Shelf> shelves = save(3);

    try (StatelessSession session =
        guarded.library.factory().unwrap(SessionFactory.class).openStatelessSession()) {
      session.beginTransaction();
      session.updateMultiple(shelves);
      session.getTransaction().commit();
    }

    assertThat(guarded.questions()).isEqualTo(3);
  }

  private static List<Shelf> renameAll(Session session) {
    List<Shelf> shelves =
        session.createQuery("from Shelf order by id", Shelf.class).getResultList();
    shelves.forEach(shelf -> shelf.setName("renamed"));
    return shelves;
  }

  private List<Shelf> save(int number) {
    List<Shelf> shelves =
        IntStream.range(0, number).mapToObj(i -> new Shelf("Shelf " + i)).toList();
    guarded.library.save(shelves.toArray());
    guarded.forgetStatements();
    return shelves;
  }
}
