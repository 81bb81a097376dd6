package io.powercrud.access;

/** What somebody wants to do with a resource. */
public enum Action {
  /** See its records. */
  READ,
  /** Add a record. */
  CREATE,
  /** Change records, one or many. */
  UPDATE,
  /** Delete records, one or many. */
  DELETE
}
