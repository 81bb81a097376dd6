package io.powercrud.access;

/**
 * A policy by which whoever calls is the same caller, and may do everything but administer.
 *
 * @param caller that caller
 */
public record EverybodyIs(Caller caller) implements AccessPolicy {

  @Override
  public boolean allows(Caller caller, Action action, String resource) {
    return true;
  }

  @Override
  public boolean isAdministrator(Caller caller) {
    return false;
  }
}
