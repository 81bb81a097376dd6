package io.powercrud.jdbc;

/** What became of statements that another transaction may be in the way of. */
sealed interface Contest<T> {

  /** They were done. */
  record Won<T>(T value) implements Contest<T> {}

  /** A row with the same key was there already; nothing was done. */
  record Duplicate<T>() implements Contest<T> {}

  /** Another transaction did not end in time; nothing was done. */
  record Busy<T>(String reason) implements Contest<T> {}
}
