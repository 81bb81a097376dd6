package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * MariaDB's triggers: a locking question for each row, for a plain one would see the snapshot of
 * the transaction. The mark is a row that nobody else ever sees: a variable of the session would
 * outlive a transaction that is rolled back.
 */
final class MariaDbTriggers implements TriggerDialect {

  private static final String MARKS =
      """
      CREATE TABLE IF NOT EXISTS ${prefix}writer (
        connection_id BIGINT      NOT NULL,
        root_key      VARCHAR(64) NOT NULL,
        PRIMARY KEY (connection_id, root_key)
      ) ENGINE = InnoDB DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_nopad_bin
      """;

  private static final String TRIGGER =
      """
      CREATE OR REPLACE TRIGGER ${prefix}guard_%1$s_%2$s AFTER %2$s ON %3$s FOR EACH ROW
      BEGIN
        DECLARE holder VARCHAR(64) DEFAULT NULL;
        DECLARE reason VARCHAR(500);
        SELECT r.root_key INTO holder FROM ${prefix}record r
        WHERE r.entity_type = '%5$s'
          AND r.record_id = CONVERT(OLD.%4$s USING utf8mb4) COLLATE utf8mb4_nopad_bin
          AND r.held = 1
        LOCK IN SHARE MODE;
        IF holder IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM ${prefix}writer w
            WHERE w.connection_id = CONNECTION_ID() AND w.root_key = holder) THEN
          SET reason = CONCAT('%5$s ', LEFT(OLD.%4$s, 400), ' is held by task ', holder);
          SIGNAL SQLSTATE 'PCHLD' SET MESSAGE_TEXT = reason;
        END IF;
      END
      """;

  @Override
  public List<String> create(GuardedTable table) {
    String name = PostgresTriggers.plain(table.name());
    return List.of(MARKS, trigger(name, "update", table), trigger(name, "delete", table));
  }

  private static String trigger(String name, String operation, GuardedTable table) {
    return TRIGGER.formatted(name, operation, table.name(), table.keyColumn(), table.entityType());
  }

  private static final String EXISTING =
      """
      SELECT trigger_name FROM information_schema.triggers
      WHERE trigger_schema = DATABASE() AND trigger_name LIKE ?
      """;

  @Override
  public List<String> drop(Database database) {
    return database
        .jdbc()
        .queryForList(
            EXISTING, String.class, database.sql("${prefix}guard_").replace("_", "\\_") + "%")
        .stream()
        .map("DROP TRIGGER IF EXISTS %s"::formatted)
        .toList();
  }

  private static final String MARK =
      "INSERT IGNORE INTO ${prefix}writer (connection_id, root_key) VALUES (CONNECTION_ID(), ?)";

  private static final String UNMARK =
      "DELETE FROM ${prefix}writer WHERE connection_id = CONNECTION_ID()";

  @Override
  public void mark(Database database, TransactionStatus transaction, TaskKey root) {
    if (database.jdbc().update(database.sql(MARK), root.value()) > 0) {
      TransactionSynchronizationManager.registerSynchronization(
          new Unmarking(database, transaction));
    }
  }

  /** Takes the mark away when nothing is left to be written before the commit. */
  private record Unmarking(Database database, TransactionStatus transaction)
      implements TransactionSynchronization, Ordered {

    @Override
    public int getOrder() {
      return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void beforeCommit(boolean readOnly) {
      transaction.flush();
      database.jdbc().update(database.sql(UNMARK));
    }
  }
}
