package io.powercrud.web.access;

import io.powercrud.web.http.ProblemResponse;
import io.powercrud.web.http.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.csrf.CsrfException;

/** Answers the calls that Spring Security turns away before they get to the REST API. */
final class ProblemResponses implements AuthenticationEntryPoint, AccessDeniedHandler {

  @Override
  public void commence(
      HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
      throws IOException {
    response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"powercrud\"");
    ProblemResponse.write(
        request,
        response,
        ProblemType.UNAUTHENTICATED.because(
            request.getHeader(HttpHeaders.AUTHORIZATION) == null
                ? "Nobody is signed in; send credentials with HTTP Basic, or sign in first"
                : "The credentials were not accepted"));
  }

  @Override
  public void handle(
      HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
      throws IOException {
    ProblemResponse.write(
        request,
        response,
        ProblemType.FORBIDDEN.because(
            e instanceof CsrfException
                ? "A call that rides on a session cookie, or comes from another site, needs the session's CSRF token"
                : "Whoever is signed in may not do this"));
  }
}
