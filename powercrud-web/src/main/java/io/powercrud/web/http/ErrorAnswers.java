package io.powercrud.web.http;

import java.net.URI;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponse;
import org.springframework.web.servlet.function.HandlerFilterFunction;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Turns whatever is thrown below a call of the REST API into a problem that says what was wrong and
 * shows nothing of the inside.
 */
public final class ErrorAnswers implements HandlerFilterFunction<ServerResponse, ServerResponse> {

  private static final Logger log = LoggerFactory.getLogger(ErrorAnswers.class);

  /** A filter, to be put around every call. */
  public ErrorAnswers() {}

  @Override
  public ServerResponse filter(ServerRequest request, HandlerFunction<ServerResponse> next) {
    try {
      return next.handle(request);
    } catch (Exception e) {
      ProblemDetail problem = Problems.of(e).orElseGet(() -> failure(e, request));
      Refusals.log(request.servletRequest(), problem);
      problem.setInstance(URI.create(request.requestPath().value()));
      HttpHeaders headers =
          e instanceof ErrorResponse response ? response.getHeaders() : HttpHeaders.EMPTY;
      return Answers.problem(problem, headers);
    }
  }

  private static ProblemDetail failure(Exception e, ServerRequest request) {
    log.error("{} {} failed", request.method(), request.requestPath(), e);
    return ProblemType.INTERNAL.because(
        "Something failed that is no fault of the request; the application's log says what");
  }
}
