package io.powercrud.engine;

import io.powercrud.jdbc.TablePrefix;
import io.powercrud.task.Pause;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What is paused, in a table that each look for due tasks reads along: so a pause costs no
 * statement more, and is in force on every node from the moment when it is committed.
 */
final class PauseTable {

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
  private final TablePrefix prefix;

  PauseTable(DataSource control, TablePrefix prefix) {
    this.control = JdbcClient.create(control);
    this.prefix = prefix;
  }

  /** Insert first, ask afterwards: of two who pause at once, one is told of the other. */
  Pause add(Pause pause) {
    try {
      control
          .sql(prefix.in(INSERT))
          .param("type", nameOf(pause.type()))
          .param("by", pause.by())
          .param("since", QueueColumns.utc(pause.since()))
          .param("reason", pause.reason())
          .update();
      return pause;
    } catch (DuplicateKeyException e) {
      return control
          .sql(prefix.in(SELECT) + "WHERE task_type = :type")
          .param("type", nameOf(pause.type()))
          .query((row, number) -> pause(row))
          .optional()
          .orElse(pause);
    }
  }

  /** A pause is no time in which a node that knows a task could have taken it. */
  boolean remove(@Nullable String type) {
    control.sql(prefix.in(COUNT_ANEW)).param("type", nameOf(type)).update();
    return control.sql(prefix.in(DELETE)).param("type", nameOf(type)).update() > 0;
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
