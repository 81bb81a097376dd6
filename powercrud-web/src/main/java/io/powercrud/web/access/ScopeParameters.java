package io.powercrud.web.access;

import java.util.Map;
import org.springframework.security.core.Authentication;

/**
 * The port that says what limits the records of a principal, such as a branch or a tenant; an
 * application declares one where its resources have scopes. Implementations are thread-safe.
 */
@FunctionalInterface
public interface ScopeParameters {

  /**
   * The parameters of the principal's scope by name, without credentials: they are stored with the
   * tasks that he launches.
   *
   * @throws RuntimeException if they can't be found out; the call is refused then
   */
  Map<String, String> of(Authentication authentication);
}
