package io.powercrud.drill;

import io.powercrud.database.TestDatabase;
import java.util.ArrayList;
import java.util.List;

/**
 * The tables that the drill works on, and those in which triggers of the database write down what
 * became of them: no code of the product has a hand in that.
 */
final class Audit {

  /** How many items there are; each of them has a slip of its own. */
  static final int ITEMS = 1_000;

  /** How many items lie in a bin. */
  static final int ITEMS_IN_A_BIN = 15;

  private static final List<String> MARKED = List.of("drill_item", "drill_bin", "drill_slip");

  private Audit() {}

  /** The statements that make all of it, to be run when the tables of the product are there. */
  static List<String> statements(TestDatabase database) {
    boolean postgres = database == TestDatabase.POSTGRESQL;
    List<String> statements = new ArrayList<>(tables(postgres ? "" : binary()));
    statements.addAll(logs(postgres));
    MARKED.forEach(table -> statements.addAll(fill(table, postgres)));
    statements.addAll(postgres ? postgresTriggers() : mariaDbTriggers());
    return statements;
  }

  private static String binary() {
    return " CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin";
  }

  private static List<String> tables(String binary) {
    String marked =
        "id BIGINT PRIMARY KEY, version INT NOT NULL, task_key VARCHAR(64)%s, attempt INT NOT NULL"
            .formatted(binary);
    return List.of(
        "CREATE TABLE drill_item (%s, bin_id BIGINT NOT NULL, remark VARCHAR(100))"
            .formatted(marked),
        "CREATE TABLE drill_bin (%s)".formatted(marked),
        "CREATE TABLE drill_slip (%s)".formatted(marked));
  }

  private static List<String> fill(String table, boolean postgres) {
    String numbers =
        postgres ? "generate_series(1, %d) AS n (i)" : "(SELECT seq AS i FROM seq_1_to_%d) AS n";
    String bin = table.equals("drill_item") ? ", 1 + n.i / " + ITEMS_IN_A_BIN + ", NULL" : "";
    if (!postgres && table.equals("drill_item")) {
      bin = ", 1 + n.i DIV " + ITEMS_IN_A_BIN + ", NULL";
    }
    return List.of(
        "INSERT INTO %s SELECT n.i, 0, NULL, 0%s FROM %s"
            .formatted(table, bin, numbers.formatted(ITEMS)));
  }

  private static List<String> logs(boolean postgres) {
    String number =
        postgres
            ? "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
            : "BIGINT AUTO_INCREMENT PRIMARY KEY";
    String binary = postgres ? "" : binary();
    return List.of(
        """
        CREATE TABLE drill_write (
          n %1$s, entity VARCHAR(20), record_id BIGINT, task_key VARCHAR(64)%2$s, attempt INT,
          old_version INT, new_version INT, holder VARCHAR(64)%2$s, transaction_id BIGINT,
          at DOUBLE PRECISION)
        """
            .formatted(number, binary),
        "CREATE INDEX drill_write_task ON drill_write (task_key, attempt)",
        """
        CREATE TABLE drill_attempt (
          n %1$s, task_key VARCHAR(64)%2$s, attempt INT, written_before BIGINT, at DOUBLE PRECISION)
        """
            .formatted(number, binary),
        "CREATE INDEX drill_attempt_task ON drill_attempt (task_key)",
        """
        CREATE TABLE drill_hold (
          n %1$s, entity VARCHAR(100)%2$s, record_id VARCHAR(400)%2$s, root_key VARCHAR(64)%2$s,
          held INT)
        """
            .formatted(number, binary),
        """
        CREATE TABLE drill_end (
          n %1$s, task_key VARCHAR(64)%2$s, parent_key VARCHAR(64)%2$s, status VARCHAR(24))
        """
            .formatted(number, binary),
        "CREATE INDEX drill_end_task ON drill_end (task_key)");
  }

  private static List<String> postgresTriggers() {
    List<String> triggers =
        new ArrayList<>(
            List.of(
                """
                CREATE FUNCTION drill_written() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  INSERT INTO drill_write (entity, record_id, task_key, attempt, old_version,
                    new_version, holder, transaction_id, at)
                  VALUES (TG_ARGV[0], NEW.id, NEW.task_key, NEW.attempt, OLD.version, NEW.version,
                    (SELECT r.root_key FROM powercrud_record r WHERE r.held = 1
                      AND r.entity_type = TG_ARGV[0] AND r.record_id = NEW.id::text),
                    pg_current_xact_id()::text::bigint, EXTRACT(EPOCH FROM clock_timestamp()));
                  RETURN NULL;
                END $$
                """,
                """
                CREATE FUNCTION drill_begun() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  INSERT INTO drill_attempt (task_key, attempt, written_before, at)
                  VALUES (NEW.task_key, NEW.attempt,
                    (SELECT COUNT(*) FROM drill_write w
                      WHERE w.task_key = NEW.task_key AND w.attempt < NEW.attempt),
                    EXTRACT(EPOCH FROM clock_timestamp()));
                  RETURN NULL;
                END $$
                """,
                """
                CREATE FUNCTION drill_held() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  IF TG_OP <> 'INSERT' AND OLD.held = 1 THEN
                    INSERT INTO drill_hold (entity, record_id, root_key, held)
                    VALUES (OLD.entity_type, OLD.record_id, OLD.root_key, 0);
                  END IF;
                  IF TG_OP <> 'DELETE' AND NEW.held = 1 THEN
                    INSERT INTO drill_hold (entity, record_id, root_key, held)
                    VALUES (NEW.entity_type, NEW.record_id, NEW.root_key, 1);
                  END IF;
                  RETURN NULL;
                END $$
                """,
                """
                CREATE FUNCTION drill_ended() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN
                  INSERT INTO drill_end (task_key, parent_key, status)
                  VALUES (NEW.task_key, NEW.parent_key, NEW.status);
                  RETURN NULL;
                END $$
                """,
                """
                CREATE TRIGGER drill AFTER UPDATE ON powercrud_fence
                FOR EACH ROW EXECUTE FUNCTION drill_begun()
                """,
                """
                CREATE TRIGGER drill AFTER INSERT OR DELETE OR UPDATE OF held ON powercrud_record
                FOR EACH ROW EXECUTE FUNCTION drill_held()
                """,
                """
                CREATE TRIGGER drill AFTER UPDATE ON powercrud_task FOR EACH ROW
                WHEN (OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL)
                EXECUTE FUNCTION drill_ended()
                """));
    for (String table : MARKED) {
      triggers.add(
          "CREATE TRIGGER drill AFTER UPDATE ON %s FOR EACH ROW EXECUTE FUNCTION drill_written('%s')"
              .formatted(table, entity(table)));
    }
    return triggers;
  }

  private static List<String> mariaDbTriggers() {
    List<String> triggers =
        new ArrayList<>(
            List.of(
                """
                CREATE TRIGGER drill_begun AFTER UPDATE ON powercrud_fence FOR EACH ROW
                INSERT INTO drill_attempt (task_key, attempt, written_before, at)
                VALUES (NEW.task_key, NEW.attempt,
                  (SELECT COUNT(*) FROM drill_write w
                    WHERE w.task_key = NEW.task_key AND w.attempt < NEW.attempt),
                  UNIX_TIMESTAMP(SYSDATE(6)))
                """,
                """
                CREATE TRIGGER drill_reserved AFTER INSERT ON powercrud_record FOR EACH ROW
                IF NEW.held = 1 THEN
                  INSERT INTO drill_hold (entity, record_id, root_key, held)
                  VALUES (NEW.entity_type, NEW.record_id, NEW.root_key, 1);
                END IF
                """,
                """
                CREATE TRIGGER drill_released AFTER DELETE ON powercrud_record FOR EACH ROW
                IF OLD.held = 1 THEN
                  INSERT INTO drill_hold (entity, record_id, root_key, held)
                  VALUES (OLD.entity_type, OLD.record_id, OLD.root_key, 0);
                END IF
                """,
                """
                CREATE TRIGGER drill_ended AFTER UPDATE ON powercrud_task FOR EACH ROW
                IF OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL THEN
                  INSERT INTO drill_end (task_key, parent_key, status)
                  VALUES (NEW.task_key, NEW.parent_key, NEW.status);
                END IF
                """));
    for (String table : MARKED) {
      triggers.add(
          """
          CREATE TRIGGER %1$s_written AFTER UPDATE ON %1$s FOR EACH ROW
          INSERT INTO drill_write (entity, record_id, task_key, attempt, old_version, new_version,
            holder, transaction_id, at)
          VALUES ('%2$s', NEW.id, NEW.task_key, NEW.attempt, OLD.version, NEW.version,
            (SELECT r.root_key FROM powercrud_record r WHERE r.held = 1
              AND r.entity_type = '%2$s' AND r.record_id = CAST(NEW.id AS CHAR)),
            CONNECTION_ID(), UNIX_TIMESTAMP(SYSDATE(6)))
          """
              .formatted(table, entity(table)));
    }
    return triggers;
  }

  private static String entity(String table) {
    return switch (table) {
      case "drill_item" -> "Item";
      case "drill_bin" -> "Bin";
      default -> "Slip";
    };
  }
}
