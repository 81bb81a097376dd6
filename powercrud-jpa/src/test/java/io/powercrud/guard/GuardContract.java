package io.powercrud.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.conflict.Conflict;
import io.powercrud.conflict.ConflictException;
import io.powercrud.database.TestDatabase;
import io.powercrud.guard.model.Copy;
import io.powercrud.guard.model.Shelf;
import io.powercrud.guard.model.Topic;
import io.powercrud.task.LostTaskException;
import io.powercrud.task.OpenedTaskContext;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.Transaction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.support.JpaRepositoryFactory;

/** Who may write a guarded record in which way. */
abstract class GuardContract {

  private final TestDatabase database;
  GuardedLibrary guarded;
  private Shelf shelf;
  private Copy copy;
  private Topic topic;

  GuardContract(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void open() {
    guarded = GuardedLibrary.on(database);
    shelf = new Shelf("before");
    copy = shelf.addCopy("Emma");
    guarded.save(shelf);
    topic = guarded.save(new Topic("Sea"));
  }

  interface Shelves extends JpaRepository<Shelf, Long> {}

  /** A way to write, and the record that it writes. */
  enum Write {
    REPOSITORY_SAVE {
      @Override
      Object target(GuardContract test) {
        return test.shelf;
      }

      @Override
      void write(GuardContract test) {
        Shelves shelves =
            new JpaRepositoryFactory(test.guarded.library.entityManager())
                .getRepository(Shelves.class);
        test.shelf.setName("after");
        test.guarded.inTransaction(entityManager -> shelves.save(test.shelf));
      }

      @Override
      boolean isWritten(GuardContract test) {
        return test.found(test.shelf).getName().equals("after");
      }
    },
    ENTITY_MANAGER {
      @Override
      Object target(GuardContract test) {
        return test.shelf;
      }

      @Override
      void write(GuardContract test) {
        test.change(found -> found.setName("after"));
      }

      @Override
      boolean isWritten(GuardContract test) {
        return test.found(test.shelf).getName().equals("after");
      }
    },
    CASCADE_DELETE {
      @Override
      Object target(GuardContract test) {
        return test.copy;
      }

      @Override
      void write(GuardContract test) {
        test.guarded.inTransaction(
            entityManager -> {
              entityManager.remove(entityManager.find(Shelf.class, test.shelf.getId()));
              return test;
            });
      }

      @Override
      boolean isWritten(GuardContract test) {
        return test.copies() == 0;
      }
    },
    ORPHAN_REMOVAL {
      @Override
      Object target(GuardContract test) {
        return test.copy;
      }

      @Override
      void write(GuardContract test) {
        test.change(found -> found.getCopies().clear());
      }

      @Override
      boolean isWritten(GuardContract test) {
        return test.copies() == 0;
      }
    },
    TO_MANY_CHANGE {
      @Override
      Object target(GuardContract test) {
        return test.shelf;
      }

      @Override
      void write(GuardContract test) {
        test.change(found -> found.getTopics().add(test.topic));
      }

      @Override
      boolean isWritten(GuardContract test) {
        return test.count("shelf_topic") == 1;
      }
    },
    TO_MANY_CHANGE_WITHOUT_VERSION {
      @Override
      Object target(GuardContract test) {
        return test.topic;
      }

      @Override
      void write(GuardContract test) {
        test.guarded.inTransaction(
            entityManager ->
                entityManager.find(Topic.class, test.topic.getId()).getWords().add("wave"));
      }

      @Override
      boolean isWritten(GuardContract test) {
        return test.count("topic_word") == 1;
      }
    },
    STATELESS_UPDATE {
      @Override
      Object target(GuardContract test) {
        return test.shelf;
      }

      @Override
      void write(GuardContract test) {
        test.shelf.setName("after");
        test.inStatelessSession(session -> session.update(test.shelf));
      }

      @Override
      boolean isWritten(GuardContract test) {
        return test.found(test.shelf).getName().equals("after");
      }
    },
    STATELESS_UPSERT {
      @Override
      Object target(GuardContract test) {
        return test.shelf;
      }

      @Override
      void write(GuardContract test) {
        test.shelf.setName("after");
        test.inStatelessSession(session -> session.upsert(test.shelf));
      }

      @Override
      boolean isWritten(GuardContract test) {
        return test.found(test.shelf).getName().equals("after");
      }
    },
    STATELESS_DELETE {
      @Override
      Object target(GuardContract test) {
        return test.copy;
      }

      @Override
      void write(GuardContract test) {
        test.inStatelessSession(session -> session.delete(test.copy));
      }

      @Override
      boolean isWritten(GuardContract test) {
        return test.copies() == 0;
      }
    };

    RecordKey record(GuardContract test) {
      return test.guarded.keyOf(target(test));
    }

    abstract Object target(GuardContract test);

    abstract void write(GuardContract test);

    abstract boolean isWritten(GuardContract test);
  }

  private void change(Consumer<Shelf> change) {
    guarded.inTransaction(
        entityManager -> {
          change.accept(entityManager.find(Shelf.class, shelf.getId()));
          return shelf;
        });
  }

  private Shelf found(Shelf record) {
    return guarded.inTransaction(entityManager -> entityManager.find(Shelf.class, record.getId()));
  }

  private void inStatelessSession(Consumer<StatelessSession> work) {
    try (StatelessSession session =
        guarded.library.factory().unwrap(SessionFactory.class).openStatelessSession()) {
      Transaction transaction = session.beginTransaction();
      try {
        work.accept(session);
        transaction.commit();
      } finally {
        if (transaction.isActive()) {
          transaction.rollback();
        }
      }
    }
  }

  private long copies() {
    return count("copy");
  }

  private long count(String table) {
    return guarded.library.jdbc().sql("SELECT count(*) FROM " + table).query(Long.class).single();
  }

  @ParameterizedTest
  @EnumSource
  void whatNobodyHoldsIsWritten(Write write) {
    write.write(this);

    assertThat(write.isWritten(this)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void whatAnotherTaskHoldsIsNotWritten(Write write) {
    TaskKey holder = guarded.heldByAnother(write.record(this));

    Throwable refused = catchThrowable(() -> write.write(this));

    assertThat(refused).isInstanceOf(ConflictException.class);
    assertThat(conflictOf(refused).record()).isEqualTo(write.record(this));
    assertThat(conflictOf(refused).holder()).isEqualTo(holder);
    assertThat(conflictOf(refused).user()).isEqualTo("ben");
    assertThat(write.isWritten(this)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void theTaskThatHoldsARecordWritesIt(Write write) {
    try (OpenedTaskContext task = guarded.heldByOwnTask(write.record(this))) {
      write.write(this);
    }

    assertThat(write.isWritten(this)).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptThatWasSupersededWritesNothingThoughItsTaskHoldsTheRecord(Write write) {
    OpenedTaskContext task = guarded.heldByOwnTask(write.record(this));
    try {
      guarded.supersede(task.task());

      Throwable refused = catchThrowable(() -> write.write(this));

      assertThat(conflictOf(refused).record()).isEqualTo(write.record(this));
      assertThat(conflictOf(refused).holder()).isEqualTo(task.task());
      assertThat(cause(LostTaskException.class, refused)).isPresent();
      assertThat(write.isWritten(this)).isFalse();
    } finally {
      assertThat(catchThrowable(task::close)).isInstanceOf(LostTaskException.class);
    }
  }

  private static Conflict conflictOf(Throwable refused) {
    return cause(ConflictException.class, refused).orElseThrow().conflicts().first().get(0);
  }

  private static <X extends Throwable> Optional<X> cause(Class<X> type, Throwable thrown) {
    return Stream.<@Nullable Throwable>iterate(thrown, one -> one != null, one -> one.getCause())
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst();
  }
}
