package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import java.time.Instant;

/** The statements on the {@code wait} table, which holds who waits for whom. */
final class WaitTable {

  private final Database database;

  WaitTable(Database database) {
    this.database = database;
  }

  private static final String EXTEND =
      "UPDATE ${prefix}wait SET until_at = ? WHERE root_key = ? AND holder_key = ?";

  private static final String INSERT =
      """
      INSERT INTO ${prefix}wait (root_key, holder_key, since_at, until_at) VALUES (?, ?, ?, ?)
      """;

  /** Notes the wait, or extends it. */
  int announce(TaskKey waiter, TaskKey holder, Instant now, Instant until) {
    int extended =
        database
            .jdbc()
            .update(database.sql(EXTEND), UtcTime.of(until), waiter.value(), holder.value());
    return extended > 0
        ? extended
        : database
            .jdbc()
            .update(
                database.sql(INSERT),
                waiter.value(),
                holder.value(),
                UtcTime.of(now),
                UtcTime.of(until));
  }

  private static final String DELETE = "DELETE FROM ${prefix}wait WHERE root_key = ?";

  void withdraw(TaskKey waiter) {
    database.jdbc().update(database.sql(DELETE), waiter.value());
  }

  private static final String COUNT =
      "SELECT COUNT(*) FROM ${prefix}wait WHERE holder_key = ? AND until_at > ?";

  boolean isAwaited(TaskKey holder, Instant now) {
    return database.count(COUNT, holder.value(), UtcTime.of(now)) > 0;
  }
}
