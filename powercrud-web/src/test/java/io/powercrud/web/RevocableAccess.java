package io.powercrud.web;

import io.powercrud.access.AccessPolicy;
import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** An access policy by which a test can take somebody's access to tasks away. */
record RevocableAccess(AccessPolicy granted, Set<String> revoked) implements AccessPolicy {

  RevocableAccess(AccessPolicy granted) {
    this(granted, ConcurrentHashMap.newKeySet());
  }

  @Override
  public Caller caller() {
    return granted.caller();
  }

  @Override
  public boolean allows(Caller caller, Action action, String resource) {
    return granted.allows(caller, action, resource);
  }

  @Override
  public boolean isAdministrator(Caller caller) {
    return granted.isAdministrator(caller);
  }

  @Override
  public boolean mayAccessTaskOf(Caller caller, String owner) {
    return !revoked.contains(caller.name()) && granted.mayAccessTaskOf(caller, owner);
  }
}
