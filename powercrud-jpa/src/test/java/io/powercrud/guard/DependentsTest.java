package io.powercrud.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.powercrud.RecordKey;
import io.powercrud.conflict.ConflictException;
import io.powercrud.database.TestDatabase;
import io.powercrud.guard.model.Copy;
import io.powercrud.guard.model.Shelf;
import io.powercrud.guard.model.Topic;
import io.powercrud.task.OpenedTaskContext;
import io.powercrud.task.TaskContext;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a task is told that a write would cascade to. */
class DependentsTest {

  private final GuardedLibrary guarded = GuardedLibrary.on(TestDatabase.H2);
  private Shelf shelf;
  private Copy first;
  private Copy second;

  @BeforeEach
  void save() {
    shelf = new Shelf("Novels");
    first = shelf.addCopy("Emma");
    second = shelf.addCopy("Persuasion");
    Topic topic = new Topic("Regency");
    shelf.getTopics().add(topic);
    guarded.library.save(topic, shelf);
  }

  private Set<RecordKey> dependentsNow() {
    return guarded.inTransaction(
        entityManager ->
            TaskContext.dependents(entityManager.getReference(Shelf.class, shelf.getId())));
  }

  @Test
  void theyAreWhatTheMappingCascadesToAndNothingElse() {
    try (OpenedTaskContext task = guarded.heldByOwnTask()) {
      assertThat(dependentsNow())
          .containsExactlyInAnyOrder(guarded.keyOf(first), guarded.keyOf(second));
      assertThat(task.context().isClosed()).isFalse();
    }
  }

  @Test
  void oneCallRegistersThemAndTheDeletionThenPasses() {
    try (OpenedTaskContext task = guarded.heldByOwnTask(guarded.keyOf(shelf))) {
      TaskContext.registerDescendants(dependentsNow());

      assertThat(guarded.ports.stores().conflicts().count(task.task())).isEqualTo(3);
      guarded.inTransaction(
          entityManager -> {
            entityManager.remove(entityManager.find(Shelf.class, shelf.getId()));
            return task;
          });
    }

    assertThat(guarded.library.jdbc().sql("SELECT count(*) FROM copy").query(Long.class).single())
        .isZero();
  }

  @Test
  void oneThatAnotherTaskHoldsIsNamedBeforeAnythingIsWritten() {
    guarded.heldByAnother(guarded.keyOf(second));
    try (OpenedTaskContext task = guarded.heldByOwnTask(guarded.keyOf(shelf))) {
      assertThatThrownBy(() -> TaskContext.registerDescendants(dependentsNow()))
          .isInstanceOf(ConflictException.class)
          .hasMessageContaining(guarded.keyOf(second).toString());
      assertThat(guarded.ports.stores().conflicts().count(task.task())).isEqualTo(1);
    }
  }
}
