package io.powercrud.web.http;

import io.powercrud.TaskKey;
import java.net.URI;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Makes the answers of the REST API. */
public final class Answers {

  private static final Set<ProblemType> TRY_AGAIN =
      EnumSet.of(ProblemType.BUSY, ProblemType.OVERLOADED, ProblemType.TOO_MANY_TASKS);

  private Answers() {}

  /** An answer with a value as JSON. */
  public static ServerResponse json(HttpStatusCode status, Object value) {
    return write(ServerResponse.status(status).contentType(MediaType.APPLICATION_JSON), value);
  }

  /** An answer with a value as JSON, and headers that were begun before. */
  public static ServerResponse json(ServerResponse.BodyBuilder begun, Object value) {
    return write(begun.contentType(MediaType.APPLICATION_JSON), value);
  }

  /** An answer that says what the problem is, with further headers. */
  static ServerResponse problem(ProblemDetail problem, HttpHeaders headers) {
    ServerResponse.BodyBuilder begun =
        ServerResponse.status(problem.getStatus())
            .headers(all -> all.addAll(headers))
            .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    if (TRY_AGAIN.stream().anyMatch(type -> type.uri().equals(problem.getType()))) {
      begun.header(HttpHeaders.RETRY_AFTER, "1");
    }
    return write(begun, problem);
  }

  private static ServerResponse write(ServerResponse.BodyBuilder begun, Object value) {
    byte[] body = Json.bytes(value);
    return begun
        .cacheControl(CacheControl.noStore())
        .contentLength(body.length)
        .build(
            (request, response) -> {
              response.getOutputStream().write(body);
              return null;
            });
  }

  /** The address of a task, for the request that made it. */
  public static URI task(ServerRequest request, String basePath, TaskKey task) {
    String context = request.requestPath().contextPath().value();
    return URI.create(context + basePath + "/tasks/" + task);
  }
}
