package io.powercrud.drill.node;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A moment in the work of a node at which the drill can stop it, told by the statement that was
 * just executed: one for each lock of a launch, an attempt, a chunk and an end.
 */
public enum Window {
  /** In a launch: the task's row is written. */
  LAUNCH_TASK(false, "insert into powercrud_task .*"),
  /** In a launch: its records are reserved, and nothing is committed. */
  LAUNCH_RESERVED(false, "insert into powercrud_record.*"),
  /** An attempt begins: the task's row is locked. */
  ATTEMPT_TASK(true, "update powercrud_task set started_at.*"),
  /** An attempt begins: the fence is moved on, and nothing is committed. */
  ATTEMPT_FENCE(true, "update powercrud_fence.*"),
  /** In a chunk: descendants are reserved on the second connection, and nothing is committed. */
  DESCENDANTS(true, "insert into powercrud_record.*"),
  /** In a chunk: the entity rows are locked. */
  ROWS_LOCKED(true, "select .* from drill_item .* for .*"),
  /** In a chunk: the entity rows are written. */
  ROWS_WRITTEN(true, "update drill_item .*"),
  /** In a chunk: the outcomes are written. */
  OUTCOMES(true, "insert into powercrud_outcome.*"),
  /** In a chunk: the cursor is moved. */
  CURSOR(true, "update powercrud_cursor.*"),
  /** The attempt is proved, and nothing is committed. */
  PROVED(true, "select attempt from powercrud_fence.*"),
  /** Children were launched: the parent's row is locked, shared. */
  CHILD_LAUNCHED(true, "select stage from powercrud_task.*"),
  /** A fenced transaction has committed. */
  COMMITTED(true, ""),
  /** At an end: the task's row is locked. */
  END_LOCKED(true, "select task_key, root_key, parent_key.* for update"),
  /** At an end: the row is written. */
  END_WRITTEN(true, "update powercrud_task set status = \\?, stage = 'over'.*"),
  /** At a child's end: it has left its slot. */
  END_SLOT(true, "update powercrud_children .*"),
  /** At a root's end: the reservations are released, and nothing is committed. */
  END_RELEASED(true, "delete from powercrud_record where task_key in.*");

  private final boolean worker;
  private final Pattern statement;

  Window(boolean worker, String statement) {
    this.worker = worker;
    this.statement = Pattern.compile(statement, Pattern.DOTALL);
  }

  /** The window that a thread is in after a statement, empty where it is in none. */
  static Optional<Window> after(boolean worker, String sql) {
    String plain = sql.strip().replaceAll("\\s+", " ").toLowerCase(Locale.ROOT);
    return Arrays.stream(values())
        .filter(window -> window.worker == worker)
        .filter(window -> window.statement.matcher(plain).matches())
        .findFirst();
  }
}
