package io.powercrud.engine;

/**
 * What can be left of a task that has ended, though the transaction of its end should have removed
 * it, and of one that has been deleted.
 */
public enum Leftover {
  /** A record that is reserved. */
  RESERVATION("record", "root_key", "x.held = 1", true),
  /** A target that was written down and never reserved: the place of a task that waits for it. */
  TARGET("record", "root_key", "x.held IS NULL", true),
  /** A record that a task of a tree keeps from its siblings. */
  EXCLUSIVE("exclusive", "task_key", "TRUE", true),
  /** A note that somebody waits, whose time is over, so that nobody renews it. */
  WAIT("wait", "task_key", "x.until_at < :now", true),
  /** A slot in which children are counted as open. */
  CHILD_SLOT("children", "task_key", "x.open_children <> 0", true),
  /** A row of the queue that no node has, and whose task ended more than three leases ago. */
  DELIVERY("queue", "task_instance", "TRUE", true),
  /** A progress without a task. */
  PROGRESS("progress", "task_key", "TRUE", false),
  /** An outcome without a task. */
  OUTCOME("outcome", "task_key", "TRUE", false),
  /** A cursor without a task. */
  CURSOR("cursor", "task_key", "TRUE", false),
  /** A fence without a task. */
  FENCE("fence", "task_key", "TRUE", false);

  private final String table;
  private final String owner;
  private final String condition;
  private final boolean goesAtTheEnd;

  Leftover(String table, String owner, String condition, boolean goesAtTheEnd) {
    this.table = table;
    this.owner = owner;
    this.condition = condition;
    this.goesAtTheEnd = goesAtTheEnd;
  }

  /** The table in which it is. */
  String table() {
    return table;
  }

  /** The column that names its task. */
  String owner() {
    return owner;
  }

  /** Which rows x of the table are meant. */
  String condition() {
    return condition;
  }

  /** Whether it goes with the end of its task, and not when that is deleted. */
  boolean goesAtTheEnd() {
    return goesAtTheEnd;
  }
}
