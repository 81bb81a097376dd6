package io.powercrud.access;

/**
 * The port that decides who may do what; it is asked for each call.
 *
 * <p>An implementation that can't decide throws, and the answer is then no. Implementations are
 * thread-safe.
 */
public interface AccessPolicy {

  /**
   * A snapshot of whoever is calling on this thread; {@link Caller#SYSTEM} where the application
   * calls by itself.
   */
  Caller caller();

  /** Whether the caller may do this with the resource of this name. */
  boolean allows(Caller caller, Action action, String resource);

  /** Whether the caller may see and cancel the tasks of every user. */
  boolean isAdministrator(Caller caller);

  /** Whether the caller may see and cancel a task of this owner. */
  default boolean mayAccessTaskOf(Caller caller, String owner) {
    return caller.name().equals(owner) || isAdministrator(caller);
  }
}
