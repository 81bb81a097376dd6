package io.powercrud.access;

import java.util.Map;
import java.util.Set;

/**
 * On whose behalf something happens: a snapshot that holds no credentials and goes with the task,
 * because its worker has no session and often nobody to look up.
 *
 * @param name the principal's name; not blank
 * @param authorities what the principal may do, as granted when the snapshot was taken
 * @param scope the parameters of the principal's scope by name, such as a branch or a tenant
 */
public record Caller(String name, Set<String> authorities, Map<String, String> scope) {

  /** Whoever the application itself acts as where no principal is known: it has no authority. */
  public static final Caller SYSTEM = new Caller("system", Set.of(), Map.of());

  /**
   * A snapshot of the given values.
   *
   * @throws IllegalArgumentException if the name is blank
   */
  public Caller {
    if (name.isBlank()) {
      throw new IllegalArgumentException("A caller needs a name");
    }
    authorities = Set.copyOf(authorities);
    scope = Map.copyOf(scope);
  }

  /** Whether the caller was granted this authority. */
  public boolean has(String authority) {
    return authorities.contains(authority);
  }
}
