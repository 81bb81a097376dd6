package io.powercrud.jdbc;

/**
 * What became of statements that another transaction may be in the way of.
 *
 * @param <T> what they give when they are done
 */
public sealed interface Contest<T> {

  /**
   * They were done.
   *
   * @param value what they gave
   */
  record Won<T>(T value) implements Contest<T> {}

  /** A row with the same key was there already; nothing was done. */
  record Duplicate<T>() implements Contest<T> {}

  /**
   * Another transaction did not end in time; nothing was done.
   *
   * @param reason what was in the way, for people
   */
  record Busy<T>(String reason) implements Contest<T> {}
}
