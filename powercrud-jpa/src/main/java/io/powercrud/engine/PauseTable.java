package io.powercrud.engine;

import io.powercrud.conflict.BusyException;
import io.powercrud.jdbc.TablePrefix;
import io.powercrud.task.Pause;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What is paused, in a table that each look for due tasks reads along: so a pause costs no
 * statement more, and is in force on every node from the moment when it is committed.
 */
final class PauseTable {

  private static final int MOST_TRIES = 5;

  /** In the place of a type; no type is named like that. */
  private static final String EVERYTHING = "";

  /**
   * Holds for the rows of the queue, named {@code q}, that no pause keeps. A row that a node has
   * taken and died with counts as begun.
   */
  static final String STARTS_NOW =
      """
      (NOT q.begins OR q.consecutive_failures > 0 OR NOT EXISTS (
        SELECT 1 FROM ${prefix}pause p WHERE p.task_type = q.task_type OR p.task_type = ''))
      """;

  private static final String INSERT =
      """
      INSERT INTO ${prefix}pause (task_type, paused_by, paused_at, reason)
      VALUES (:type, :by, :since, :reason)
      """;

  private static final String DELETE = "DELETE FROM ${prefix}pause WHERE task_type = :type";

  private static final String COUNT_ANEW =
      """
      UPDATE ${prefix}task SET unknown_since = NULL
      WHERE unknown_since IS NOT NULL AND status = 'PENDING' AND (:type = '' OR task_type = :type)
      """;

  private static final String SELECT =
      "SELECT task_type, paused_by, paused_at, reason FROM ${prefix}pause ";

  private final JdbcClient control;
  private final TransactionTemplate transaction;
  private final TablePrefix prefix;

  PauseTable(DataSource control, TablePrefix prefix) {
    this.control = JdbcClient.create(control);
    this.transaction = new TransactionTemplate(new JdbcTransactionManager(control));
    this.prefix = prefix;
  }

  /**
   * Insert first, ask afterwards: of two who pause at once, one is told of the other. Where that
   * one has been ended in between, the wanted one is written after all.
   */
  Pause add(Pause pause) {
    for (int number = 0; number < MOST_TRIES; number++) {
      Optional<Pause> inForce = insert(pause) ? Optional.of(pause) : find(pause.type());
      if (inForce.isPresent()) {
        return inForce.get();
      }
    }
    throw new BusyException(
        "What is to be paused was paused and resumed by others each of the %d times that it was tried; try again"
            .formatted(MOST_TRIES));
  }

  private boolean insert(Pause pause) {
    try {
      control
          .sql(prefix.in(INSERT))
          .param("type", nameOf(pause.type()))
          .param("by", pause.by())
          .param("since", QueueColumns.utc(pause.since()))
          .param("reason", pause.reason())
          .update();
      return true;
    } catch (DuplicateKeyException e) {
      return false;
    }
  }

  private Optional<Pause> find(@Nullable String type) {
    return control
        .sql(prefix.in(SELECT) + "WHERE task_type = :type")
        .param("type", nameOf(type))
        .query((row, number) -> pause(row))
        .optional();
  }

  /** A pause is no time in which a node that knows a task could have taken it. */
  boolean remove(@Nullable String type) {
    return Boolean.TRUE.equals(
        transaction.execute(
            status -> {
              boolean removed =
                  control.sql(prefix.in(DELETE)).param("type", nameOf(type)).update() > 0;
              if (removed) {
                control.sql(prefix.in(COUNT_ANEW)).param("type", nameOf(type)).update();
              }
              return removed;
            }));
  }

  List<Pause> all() {
    return control
        .sql(prefix.in(SELECT) + "ORDER BY task_type")
        .query((row, number) -> pause(row))
        .list();
  }

  private static String nameOf(@Nullable String type) {
    return type == null ? EVERYTHING : type;
  }

  private static Pause pause(ResultSet row) throws SQLException {
    String type = row.getString("task_type");
    return new Pause(
        type.equals(EVERYTHING) ? null : type,
        row.getString("paused_by"),
        row.getObject("paused_at", LocalDateTime.class).toInstant(ZoneOffset.UTC),
        row.getString("reason"));
  }
}
