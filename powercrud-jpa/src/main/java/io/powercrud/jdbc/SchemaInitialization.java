package io.powercrud.jdbc;

/** When the tables of this library are created at start. */
public enum SchemaInitialization {
  /** Where the database lives in this process and would be empty otherwise. */
  EMBEDDED,
  /** On every database; tables that exist are left as they are. */
  ALWAYS,
  /** Never: a migration tool or a person runs the schema file. */
  NEVER
}
