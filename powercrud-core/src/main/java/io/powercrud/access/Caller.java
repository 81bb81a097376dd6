package io.powercrud.access;

import java.util.Map;
import java.util.Set;

/**
 * On whose behalf something happens: a snapshot that holds no credentials and goes with the task,
 * because its worker has no session and often nobody to look up.
 *
 * @param name the principal's name; not blank, at most {@value #MAX_NAME_LENGTH} characters
 * @param authorities what the principal may do, as granted when the snapshot was taken
 * @param scope the parameters of the principal's scope by name, such as a branch or a tenant
 */
public record Caller(String name, Set<String> authorities, Map<String, String> scope) {

  /** The longest name that is stored with a task, in characters. */
  public static final int MAX_NAME_LENGTH = 255;

  /** Whoever the application itself acts as where no principal is known: it has no authority. */
  public static final Caller SYSTEM = new Caller("system", Set.of(), Map.of());

  /**
   * A snapshot of the given values.
   *
   * @throws IllegalArgumentException if the name is blank or too long
   */
  public Caller {
    if (name.isBlank()) {
      throw new IllegalArgumentException("A caller needs a name");
    }
    if (name.length() > MAX_NAME_LENGTH) {
      throw new IllegalArgumentException(
          "A caller's name takes at most %d characters, but '%s...' has %d"
              .formatted(MAX_NAME_LENGTH, name.substring(0, 40), name.length()));
    }
    authorities = Set.copyOf(authorities);
    scope = Map.copyOf(scope);
  }

  /** Whether the caller was granted this authority. */
  public boolean has(String authority) {
    return authorities.contains(authority);
  }
}
