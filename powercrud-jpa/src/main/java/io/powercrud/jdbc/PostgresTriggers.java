package io.powercrud.jdbc;

import io.powercrud.TaskKey;
import java.util.ArrayList;
import java.util.List;
import org.springframework.transaction.TransactionStatus;

/**
 * PostgreSQL's triggers: one question for each statement, whatever the number of its rows, and the
 * mark is a setting that ends with the transaction.
 */
final class PostgresTriggers implements TriggerDialect {

  private static final String FUNCTION =
      """
      CREATE OR REPLACE FUNCTION ${prefix}guard_%1$s() RETURNS trigger LANGUAGE plpgsql AS $guard$
      DECLARE
        held record;
      BEGIN
        SELECT r.record_id, r.root_key INTO held
        FROM (SELECT DISTINCT CAST(o.%2$s AS text) AS id FROM old_rows o) x
        JOIN ${prefix}record r ON r.entity_type = '%3$s' AND r.record_id = x.id AND r.held = 1
        WHERE r.root_key <> ALL
          (string_to_array(COALESCE(current_setting('powercrud.roots', true), ''), ','))
        LIMIT 1;
        IF FOUND THEN
          RAISE EXCEPTION USING ERRCODE = 'PCHLD',
            MESSAGE = '%3$s ' || held.record_id || ' is held by task ' || held.root_key;
        END IF;
        RETURN NULL;
      END $guard$
      """;

  private static final String TRIGGER =
      """
      CREATE OR REPLACE TRIGGER ${prefix}guard_%1$s_%2$s AFTER %2$s ON %3$s
      REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION ${prefix}guard_%1$s()
      """;

  @Override
  public List<String> create(GuardedTable table) {
    String name = plain(table.name());
    return List.of(
        FUNCTION.formatted(name, table.keyColumn(), table.entityType()),
        TRIGGER.formatted(name, "update", table.name()),
        TRIGGER.formatted(name, "delete", table.name()));
  }

  /** A table's name, with its schema or in quotes, as a part of another name. */
  static String plain(String table) {
    return table.replaceAll("[^A-Za-z0-9_]", "_");
  }

  private static final String EXISTING =
      """
      SELECT p.oid::regprocedure::text FROM pg_proc p
      WHERE p.proname LIKE ? AND p.prorettype = 'trigger'::regtype
        AND p.pronamespace = current_schema()::regnamespace
      """;

  @Override
  public List<String> drop(Database database) {
    List<String> statements = new ArrayList<>();
    database
        .jdbc()
        .queryForList(
            EXISTING, String.class, database.sql("${prefix}guard_").replace("_", "\\_") + "%")
        .forEach(
            function -> statements.add("DROP FUNCTION IF EXISTS %s CASCADE".formatted(function)));
    return statements;
  }

  private static final String MARK =
      """
      SELECT set_config('powercrud.roots',
        concat_ws(',', NULLIF(current_setting('powercrud.roots', true), ''), ?), true)
      """;

  @Override
  public void mark(Database database, TransactionStatus transaction, TaskKey root) {
    database.jdbc().queryForObject(MARK, String.class, root.value());
  }
}
