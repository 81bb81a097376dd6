package io.powercrud.web;

import io.powercrud.database.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every change of a row of some tables, as triggers of the database write it down. */
final class Audit {

  private final JdbcClient jdbc;

  private Audit(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An audit of these tables from now on. */
  static Audit of(List<String> tables, TestDatabase database, JdbcClient jdbc) {
    jdbc.sql("CREATE TABLE audit (what VARCHAR(100))").update();
    if (database == TestDatabase.POSTGRESQL) {
      jdbc.sql(
              """
              CREATE FUNCTION audit() RETURNS trigger LANGUAGE plpgsql AS $$
              BEGIN
                INSERT INTO audit VALUES (TG_TABLE_NAME);
                RETURN NULL;
              END $$
              """)
          .update();
    }
    tables.stream()
        .flatMap(table -> triggers(table, database))
        .forEach(trigger -> jdbc.sql(trigger).update());
    return new Audit(jdbc);
  }

  private static Stream<String> triggers(String table, TestDatabase database) {
    return switch (database) {
      case H2 ->
          Stream.of(
              "CREATE TRIGGER audit_%1$s AFTER INSERT, UPDATE, DELETE ON %1$s FOR EACH ROW CALL '%2$s'"
                  .formatted(table, AuditTrigger.class.getName()));
      case POSTGRESQL ->
          Stream.of(
              "CREATE TRIGGER audit AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION audit()"
                  .formatted(table));
      case MARIADB ->
          Stream.of("INSERT", "UPDATE", "DELETE")
              .map(
                  event ->
                      "CREATE TRIGGER audit_%1$s_%2$s AFTER %2$s ON %1$s FOR EACH ROW INSERT INTO audit VALUES ('%1$s')"
                          .formatted(table, event));
    };
  }

  /** How many changes there were until now. */
  long changes() {
    return jdbc.sql("SELECT COUNT(*) FROM audit").query(Long.class).single();
  }
}
