package io.powercrud.web.task;

import io.powercrud.access.Caller;
import io.powercrud.task.Pause;
import io.powercrud.task.Pauses;
import io.powercrud.task.UnknownTaskTypeException;
import io.powercrud.web.access.AccessGuard;
import io.powercrud.web.http.Answers;
import io.powercrud.web.http.Endpoint;
import io.powercrud.web.http.JsonBody;
import io.powercrud.web.http.ProblemType;
import io.powercrud.web.http.QueryParameters;
import io.powercrud.web.http.RequestBodies;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The calls by which an administrator keeps tasks from starting, and lets them start again.
 * Thread-safe.
 */
public final class PauseEndpoints {

  private final Pauses pauses;
  private final AccessGuard guard;
  private final RequestBodies bodies;

  /** Calls about these pauses. */
  public PauseEndpoints(Pauses pauses, AccessGuard guard, RequestBodies bodies) {
    this.pauses = pauses;
    this.guard = guard;
    this.bodies = bodies;
  }

  /** The calls. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(HttpMethod.GET, "/pauses", this::list),
        new Endpoint(HttpMethod.POST, "/pauses", this::pause),
        new Endpoint(HttpMethod.DELETE, "/pauses", this::resume));
  }

  /** What is paused. */
  record InForce(List<Pause> pauses) {}

  private ServerResponse list(ServerRequest request) {
    requireAdministrator();
    new QueryParameters(request).only();
    return Answers.json(HttpStatus.OK, new InForce(pauses.all()));
  }

  private ServerResponse pause(ServerRequest request) throws IOException {
    Caller caller = requireAdministrator();
    new QueryParameters(request).only();
    JsonBody body = bodies.read(request);
    String type = body.text("type");
    boolean all = body.flag("all");
    if (all == body.has("type")) {
      body.reject("type", "is to be given, or \"all\": true for every type, and not both");
    }
    String reason = GivenReason.in(body, "say why nothing is to start");
    body.check();
    return Answers.json(HttpStatus.OK, known(() -> pauses.pause(type, caller.name(), reason)));
  }

  private ServerResponse resume(ServerRequest request) throws IOException {
    Caller caller = requireAdministrator();
    QueryParameters query = new QueryParameters(request).only("type");
    bodies.requireNone(request);
    @Nullable String type = query.one("type").orElse(null);
    known(() -> pauses.resume(type, caller.name()));
    return ServerResponse.noContent().build();
  }

  private Caller requireAdministrator() {
    return guard.requireAdministrator("see or change what is paused");
  }

  private static <T> T known(Supplier<T> call) {
    try {
      return call.get();
    } catch (UnknownTaskTypeException e) {
      throw ProblemType.NOT_FOUND.exception(String.valueOf(e.getMessage()));
    }
  }
}
