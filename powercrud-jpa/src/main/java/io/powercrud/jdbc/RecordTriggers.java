package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Triggers by which the database itself refuses to update or delete records that a task holds,
 * whoever asks it: for JPQL and native statements, which no event of Hibernate's tells of.
 *
 * <p>A transaction that works for a task is marked with its key, and so is one that launches a
 * task: only by that the triggers know whose reservations are no obstacle. Thread-safe.
 */
public final class RecordTriggers {

  /** The SQL state with which a trigger refuses; the message names the record and its holder. */
  public static final String SQL_STATE = "PCHLD";

  private static final Logger log = LoggerFactory.getLogger(RecordTriggers.class);

  private final Database database;
  private final Optional<TriggerDialect> dialect;
  private volatile boolean created;

  RecordTriggers(Database database) {
    this.database = database;
    this.dialect = database.dialect().triggers();
  }

  /**
   * Creates the triggers of these tables.
   *
   * @throws IllegalStateException if the database is none whose triggers this library knows
   * @throws DataAccessException if the database refuses, for the application's user may not do so
   */
  public void create(Collection<GuardedTable> tables) {
    TriggerDialect triggers =
        dialect.orElseThrow(
            () ->
                new IllegalStateException(
                    "powercrud.guard.triggers=true needs PostgreSQL or MariaDB; leave it out on this database"));
    for (GuardedTable table : tables) {
      runTogether(triggers.create(table));
    }
    created = true;
  }

  /** Drops what {@link #create} created, in this process or another. */
  public void drop() {
    List<String> statements = dialect.map(triggers -> triggers.drop(database)).orElseGet(List::of);
    if (!statements.isEmpty()) {
      log.warn("The triggers of the guard are dropped, for powercrud.guard.triggers is not set");
      runTogether(statements);
    }
    created = false;
  }

  /**
   * Two nodes that start together may be in each other's way; the later one then finds all done.
   */
  private void runTogether(List<String> statements) {
    try {
      statements.forEach(this::run);
    } catch (DataAccessException e) {
      statements.forEach(this::run);
    }
  }

  private void run(String statement) {
    database.jdbc().execute(database.sql(statement));
  }

  /**
   * Has the triggers let through what the caller's transaction writes to the records that this root
   * task holds.
   */
  public void mark(TaskKey root) {
    if (created) {
      dialect.ifPresent(
          triggers ->
              database.joining(
                  transaction -> {
                    triggers.mark(database, transaction, root);
                    return root;
                  }));
    }
  }
}
