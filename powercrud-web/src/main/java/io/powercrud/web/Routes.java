package io.powercrud.web;

import static org.springframework.web.servlet.function.RequestPredicates.method;
import static org.springframework.web.servlet.function.RequestPredicates.path;

import io.powercrud.web.access.AccessGuard;
import io.powercrud.web.http.Endpoint;
import io.powercrud.web.http.ErrorAnswers;
import io.powercrud.web.http.ProblemType;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Leads every request below the base path to its call, or to a problem that says there is none. */
final class Routes {

  private final String basePath;
  private final List<Endpoint> endpoints;
  private final AccessGuard guard;

  Routes(String basePath, List<Endpoint> endpoints, AccessGuard guard) {
    this.basePath = basePath;
    this.endpoints = List.copyOf(endpoints);
    this.guard = guard;
  }

  RouterFunction<ServerResponse> routes() {
    RouterFunctions.Builder routes = RouterFunctions.route();
    Map<String, Set<HttpMethod>> methods = new LinkedHashMap<>();
    for (Endpoint endpoint : endpoints) {
      routes.route(
          method(endpoint.method()).and(path(basePath + endpoint.path())), endpoint.handler());
      methods
          .computeIfAbsent(endpoint.path(), absent -> new LinkedHashSet<>())
          .add(endpoint.method());
    }
    methods.forEach(
        (pattern, allowed) -> routes.route(path(basePath + pattern), otherMethod(allowed)));
    routes.route(path(basePath).or(path(basePath + "/**")), this::nothing);
    return routes.filter(new ErrorAnswers()).build();
  }

  private HandlerFunction<ServerResponse> otherMethod(Set<HttpMethod> allowed) {
    return request -> {
      guard.caller();
      throw new MethodNotAllowed(request, allowed);
    };
  }

  private ServerResponse nothing(ServerRequest request) {
    guard.caller();
    throw ProblemType.NOT_FOUND.exception(
        "There is nothing at %s; there are /resources, /tasks, /pauses and /conflicts below %s"
            .formatted(request.requestPath(), basePath));
  }

  /** The refusal of a method, with the header that names the others. */
  private static final class MethodNotAllowed extends ErrorResponseException {

    private static final long serialVersionUID = 1L;

    private final HttpHeaders headers = new HttpHeaders();

    MethodNotAllowed(ServerRequest request, Set<HttpMethod> allowed) {
      super(
          ProblemType.METHOD_NOT_ALLOWED.status(),
          ProblemType.METHOD_NOT_ALLOWED.because(
              "%s takes %s, not %s"
                  .formatted(
                      request.requestPath(),
                      allowed.stream().map(HttpMethod::name).collect(Collectors.joining(", ")),
                      request.method())),
          null);
      headers.setAllow(allowed);
    }

    @Override
    public HttpHeaders getHeaders() {
      return headers;
    }
  }
}
