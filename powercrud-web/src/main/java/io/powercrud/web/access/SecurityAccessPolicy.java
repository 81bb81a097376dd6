package io.powercrud.web.access;

import io.powercrud.access.AccessPolicy;
import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import io.powercrud.task.TaskContext;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.security.authentication.AnonymousAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;

/**
 * The access policy that goes by the authorities that Spring Security granted.
 *
 * <p>An authority is named {@code powercrud:RESOURCE:ACTION}, where the resource is the path it was
 * declared with, the action is {@code read}, {@code create}, {@code update} or {@code delete}, and
 * either may be {@code *} for all: {@code powercrud:books:update}, {@code powercrud:*:read}. None
 * of them includes another one. {@value #ADMINISTRATOR} allows everything, and besides to see and
 * cancel the tasks of all users; everybody else sees and cancels his own.
 *
 * <p>Inside a task the caller is whoever launched it. Thread-safe.
 */
public final class SecurityAccessPolicy implements AccessPolicy {

  /** The authority of those who may do everything. */
  public static final String ADMINISTRATOR = "powercrud:admin";

  private final ScopeParameters scopeParameters;

  /** A policy that takes the parameters of a principal's scope from the given port. */
  public SecurityAccessPolicy(ScopeParameters scopeParameters) {
    this.scopeParameters = scopeParameters;
  }

  @Override
  public Caller caller() {
    Optional<TaskContext> around = TaskContext.current();
    if (around.isPresent()) {
      return around.get().caller();
    }
    Authentication authentication = SecurityContextHolder.getContext().getAuthentication();
    if (authentication == null
        || !authentication.isAuthenticated()
        || authentication instanceof AnonymousAuthenticationToken) {
      return Caller.SYSTEM;
    }
    return new Caller(
        authentication.getName(), authorities(authentication), scopeParameters.of(authentication));
  }

  private static Set<String> authorities(Authentication authentication) {
    return authentication.getAuthorities().stream()
        .map(GrantedAuthority::getAuthority)
        .filter(Objects::nonNull)
        .collect(Collectors.toSet());
  }

  @Override
  public boolean allows(Caller caller, Action action, String resource) {
    String name = action.name().toLowerCase(Locale.ROOT);
    return isAdministrator(caller)
        || caller.has(authority(resource, name))
        || caller.has(authority(resource, "*"))
        || caller.has(authority("*", name))
        || caller.has(authority("*", "*"));
  }

  private static String authority(String resource, String action) {
    return "powercrud:%s:%s".formatted(resource, action);
  }

  @Override
  public boolean isAdministrator(Caller caller) {
    return caller.has(ADMINISTRATOR);
  }

  /** The tasks of the application itself are for administrators, whatever a principal is called. */
  @Override
  public boolean mayAccessTaskOf(Caller caller, String owner) {
    boolean own = caller.name().equals(owner) && !owner.equals(Caller.SYSTEM.name());
    return own || isAdministrator(caller);
  }
}
