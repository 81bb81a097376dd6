package io.powercrud.web.access;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.web.context.HttpSessionSecurityContextRepository;

/**
 * The sign-in that a request came with, which an answer that goes on for long can ask whether it
 * still stands: one with a session stands until that ends or is somebody else's, one with
 * credentials of its own as long as the answer. Immutable and thread-safe.
 */
public final class SignIn {

  private final @Nullable HttpSession session;
  private final @Nullable String name;

  private SignIn(@Nullable HttpSession session, @Nullable String name) {
    this.session = session;
    this.name = name;
  }

  /** The sign-in of the request. */
  public static SignIn of(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    boolean ownCredentials = request.getHeader(HttpHeaders.AUTHORIZATION) != null;
    @Nullable String name = session == null || ownCredentials ? null : nameIn(session);
    return new SignIn(name == null ? null : session, name);
  }

  /** Whether it still stands. */
  public boolean stands() {
    return session == null || (name != null && name.equals(nameIn(session)));
  }

  private static @Nullable String nameIn(HttpSession session) {
    Object kept;
    try {
      kept = session.getAttribute(HttpSessionSecurityContextRepository.SPRING_SECURITY_CONTEXT_KEY);
    } catch (IllegalStateException ended) {
      return null;
    }
    @Nullable Authentication authentication =
        kept instanceof SecurityContext context ? context.getAuthentication() : null;
    return authentication != null && authentication.isAuthenticated()
        ? authentication.getName()
        : null;
  }
}
