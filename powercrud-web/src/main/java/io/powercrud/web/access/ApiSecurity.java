package io.powercrud.web.access;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.RequestCacheConfigurer;

/**
 * The security of the REST API where an application doesn't bring its own: everybody must be signed
 * in, with HTTP Basic or by a session that the application began.
 *
 * <p>A call needs a CSRF token if a browser may have sent it without its user's will: it changes
 * something, and rides on a session cookie or comes from another site. One with HTTP Basic or a
 * bearer token needs none.
 */
public final class ApiSecurity {

  private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private ApiSecurity() {}

  /**
   * Secures what is below the base path, and nothing else. An application that takes bearer tokens
   * calls this for a filter chain of its own and adds its resource server to it.
   */
  public static HttpSecurity secure(HttpSecurity http, String basePath) {
    ProblemResponses problems = new ProblemResponses();
    return http.securityMatcher(basePath, basePath + "/**")
        .authorizeHttpRequests(
            requests ->
                requests
                    .dispatcherTypeMatchers(DispatcherType.ASYNC)
                    .permitAll()
                    .anyRequest()
                    .authenticated())
        .httpBasic(basic -> basic.authenticationEntryPoint(problems))
        .exceptionHandling(
            errors -> errors.authenticationEntryPoint(problems).accessDeniedHandler(problems))
        .csrf(csrf -> csrf.requireCsrfProtectionMatcher(ApiSecurity::needsCsrfToken))
        .requestCache(RequestCacheConfigurer::disable);
  }

  private static boolean needsCsrfToken(HttpServletRequest request) {
    if (HARMLESS.contains(request.getMethod())) {
      return false;
    }
    return isFromAnotherSite(request)
        || (request.getHeader(HttpHeaders.AUTHORIZATION) == null
            && request.isRequestedSessionIdValid());
  }

  /** Browsers say so, also where they add the HTTP Basic credentials that they remember. */
  private static boolean isFromAnotherSite(HttpServletRequest request) {
    String site = request.getHeader("Sec-Fetch-Site");
    return "cross-site".equals(site) || "same-site".equals(site);
  }
}
