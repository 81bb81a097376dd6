package io.powercrud.boot;

import io.powercrud.access.AccessPolicy;
import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import io.powercrud.task.TaskContext;

/**
 * The policy of an application that has none and no Spring Security: its own code launches tasks as
 * {@link Caller#SYSTEM}, and whoever comes from outside may do nothing.
 */
enum ClosedAccessPolicy implements AccessPolicy {
  INSTANCE;

  @Override
  public Caller caller() {
    return TaskContext.current().map(TaskContext::caller).orElse(Caller.SYSTEM);
  }

  @Override
  public boolean allows(Caller caller, Action action, String resource) {
    return false;
  }

  @Override
  public boolean isAdministrator(Caller caller) {
    return false;
  }

  /** Nobody, though everybody is the same caller as the owner. */
  @Override
  public boolean mayAccessTaskOf(Caller caller, String owner) {
    return false;
  }
}
