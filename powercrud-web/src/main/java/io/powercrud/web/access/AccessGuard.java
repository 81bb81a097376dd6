package io.powercrud.web.access;

import io.powercrud.access.AccessPolicy;
import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import io.powercrud.task.Task;
import io.powercrud.web.http.ProblemType;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What every call asks before it does anything: the access policy, whose answer is no where it
 * can't be had. Thread-safe.
 */
public final class AccessGuard {

  private static final Logger log = LoggerFactory.getLogger(AccessGuard.class);

  private final AccessPolicy policy;

  /** A guard that asks the given policy. */
  public AccessGuard(AccessPolicy policy) {
    this.policy = policy;
  }

  /**
   * Whoever is calling.
   *
   * @throws org.springframework.web.ErrorResponseException if nobody is signed in, or it could not
   *     be found out who it is
   */
  public Caller caller() {
    Caller caller;
    try {
      caller = policy.caller();
    } catch (RuntimeException e) {
      log.warn("It could not be found out who is calling, so the answer is no", e);
      throw ProblemType.FORBIDDEN.exception("It could not be found out who is calling");
    }
    if (caller.equals(Caller.SYSTEM)) {
      throw ProblemType.UNAUTHENTICATED.exception("Nobody is signed in");
    }
    return caller;
  }

  /** Whether the caller may do this with the resource. */
  public boolean allows(Caller caller, Action action, String resource) {
    return ask(() -> policy.allows(caller, action, resource));
  }

  /** Whether the caller may see and cancel the tasks of every user. */
  public boolean isAdministrator(Caller caller) {
    return ask(() -> policy.isAdministrator(caller));
  }

  /** Whether the caller may see and cancel the task. */
  public boolean mayAccess(Caller caller, Task task) {
    return ask(() -> policy.mayAccessTaskOf(caller, task.caller().name()));
  }

  /**
   * Demands that whoever is calling may do this with the resource.
   *
   * @return the caller
   * @throws org.springframework.web.ErrorResponseException if he may not
   */
  public Caller require(Action action, String resource) {
    return requireOneOf(List.of(action), resource);
  }

  /**
   * Demands that whoever is calling may do one of these with the resource.
   *
   * @return the caller
   * @throws org.springframework.web.ErrorResponseException if he may do none of them
   */
  public Caller requireOneOf(List<Action> actions, String resource) {
    Caller caller = caller();
    if (actions.stream().noneMatch(action -> allows(caller, action, resource))) {
      String refused =
          actions.stream()
              .map(action -> action.name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(" or "));
      throw ProblemType.FORBIDDEN.exception(
          "%s may not %s %s".formatted(caller.name(), refused, resource));
    }
    return caller;
  }

  /**
   * Demands that whoever is calling may see and cancel the task.
   *
   * @return the caller
   * @throws org.springframework.web.ErrorResponseException if he may not
   */
  public Caller require(Task task) {
    Caller caller = caller();
    if (!mayAccess(caller, task)) {
      throw ProblemType.FORBIDDEN.exception(
          "Task %s belongs to another user; he and administrators may see and cancel it"
              .formatted(task.key()));
    }
    return caller;
  }

  /**
   * Demands that whoever is calling is an administrator.
   *
   * @param what what only administrators may, for the refusal
   * @return who is calling
   * @throws org.springframework.web.ErrorResponseException if he isn't one
   */
  public Caller requireAdministrator(String what) {
    Caller caller = caller();
    if (!isAdministrator(caller)) {
      throw ProblemType.FORBIDDEN.exception(
          "%s may not %s; administrators may".formatted(caller.name(), what));
    }
    return caller;
  }

  private static boolean ask(BooleanSupplier question) {
    try {
      return question.getAsBoolean();
    } catch (RuntimeException e) {
      log.warn("An access check failed, so the answer is no", e);
      return false;
    }
  }
}
