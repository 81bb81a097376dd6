package io.powercrud.web.http;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;

/** A problem as the answer to a call that no route of the REST API answers. */
public final class ProblemResponse {

  private ProblemResponse() {}

  /**
   * Answers with the problem, whose instance becomes the address of the request.
   *
   * @throws IOException if the client can't be written to
   */
  public static void write(
      HttpServletRequest request, HttpServletResponse response, ProblemDetail problem)
      throws IOException {
    Refusals.log(request, problem);
    problem.setInstance(URI.create(request.getRequestURI()));
    byte[] body = Json.bytes(problem);
    response.setStatus(problem.getStatus());
    response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }
}
