package io.powercrud.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.powercrud.RecordKey;
import io.powercrud.TaskKey;
import io.powercrud.database.TestDatabase;
import io.powercrud.guard.model.Copy;
import io.powercrud.guard.model.Shelf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresTriggerTest extends TriggerContract {
  PostgresTriggerTest() {
    super(TestDatabase.POSTGRESQL);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CASCADE", "SET NULL"})
  void whatAForeignKeyWritesAlongIsGuardedToo(String action) {
    Shelf shelf = new Shelf("to be cleared");
    Copy copy = shelf.addCopy("Emma");
    guarded.save(shelf);
    RecordKey held = guarded.keyOf(copy);
    TaskKey holder = guarded.heldByAnother(held);
    String foreignKey = foreignKeyOfCopies();
    giveCopies(foreignKey, "ON DELETE " + action);
    try {
      Throwable refused =
          catchThrowable(() -> statement("DELETE FROM shelf WHERE id = " + shelf.getId()));

      assertThat(refused)
          .rootCause()
          .hasMessageContaining(held.toString())
          .hasMessageContaining(holder.value());
      assertThat(guarded.library.jdbc().sql("SELECT shelf_id FROM copy").query(Long.class).list())
          .containsExactly(shelf.getId());
    } finally {
      giveCopies(foreignKey, "");
    }
  }

  private String foreignKeyOfCopies() {
    return guarded
        .library
        .jdbc()
        .sql(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'copy'::regclass AND contype = 'f'")
        .query(String.class)
        .single();
  }

  private void giveCopies(String foreignKey, String action) {
    statement(
        "ALTER TABLE copy DROP CONSTRAINT %1$s, ADD CONSTRAINT %1$s FOREIGN KEY (shelf_id) REFERENCES shelf %2$s"
            .formatted(foreignKey, action));
  }

  private void statement(String sql) {
    guarded.library.jdbc().sql(sql).update();
  }
}
