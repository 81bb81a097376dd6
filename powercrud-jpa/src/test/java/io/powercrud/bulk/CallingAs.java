package io.powercrud.bulk;

import io.powercrud.access.AccessPolicy;
import io.powercrud.access.Action;
import io.powercrud.access.Caller;

/** A policy by which everybody may do everything, and a test says who is calling. */
final class CallingAs implements AccessPolicy {

  private volatile Caller caller = Caller.SYSTEM;

  void become(Caller newCaller) {
    caller = newCaller;
  }

  @Override
  public Caller caller() {
    return caller;
  }

  @Override
  public boolean allows(Caller caller, Action action, String resource) {
    return true;
  }

  @Override
  public boolean isAdministrator(Caller caller) {
    return true;
  }
}
