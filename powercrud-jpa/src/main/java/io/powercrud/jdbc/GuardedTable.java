package io.powercrud.jdbc;

/**
 * A table whose rows are guarded records, or parts of them.
 *
 * @param name the table, as a statement has it
 * @param keyColumn the column with the id of the record
 * @param entityType the type in the record's key
 */
public record GuardedTable(String name, String keyColumn, String entityType) {}
