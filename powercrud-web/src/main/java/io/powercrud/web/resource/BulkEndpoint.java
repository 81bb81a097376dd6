package io.powercrud.web.resource;

import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.web.access.AccessGuard;
import io.powercrud.web.http.Endpoint;
import io.powercrud.web.http.QueryParameters;
import io.powercrud.web.http.RequestBodies;
import io.powercrud.web.task.BulkAnswers;
import java.io.IOException;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The call that changes or deletes many records of a resource. Thread-safe. */
public final class BulkEndpoint {

  private final ResourceRegistry resources;
  private final BulkOperations bulk;
  private final AccessGuard guard;
  private final RequestBodies bodies;
  private final BulkAnswers answers;

  /** A call for bulk operations on these resources. */
  public BulkEndpoint(
      ResourceRegistry resources,
      BulkOperations bulk,
      AccessGuard guard,
      RequestBodies bodies,
      BulkAnswers answers) {
    this.resources = resources;
    this.bulk = bulk;
    this.guard = guard;
    this.bodies = bodies;
    this.answers = answers;
  }

  /** The call. */
  public List<Endpoint> endpoints() {
    return List.of(new Endpoint(HttpMethod.POST, "/resources/{resource}/bulk", this::submit));
  }

  private ServerResponse submit(ServerRequest request) throws IOException {
    guard.caller();
    String path = ResourcePath.of(request, resources).path();
    guard.requireOneOf(List.of(Action.UPDATE, Action.DELETE), path);
    new QueryParameters(request).only();
    BulkBody body = new BulkBody(bodies.read(request));
    Caller caller = guard.require(body.action(), path);
    return answers.submitted(
        request, body.request(bulk, path, caller, guard.isAdministrator(caller)).submit());
  }
}
