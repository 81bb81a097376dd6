package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import java.util.List;
import org.springframework.transaction.TransactionStatus;

/** How a database is made to refuse writes of held records itself. */
interface TriggerDialect {

  /** The statements that make the table refuse them, in the place of what did so before. */
  List<String> create(GuardedTable table);

  /** The statements that undo this for all tables. */
  List<String> drop(Database database);

  /** Has the triggers let through what this transaction writes to the records of the root task. */
  void mark(Database database, TransactionStatus transaction, TaskKey root);
}
