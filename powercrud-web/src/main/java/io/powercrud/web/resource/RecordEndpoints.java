package io.powercrud.web.resource;

import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import io.powercrud.conflict.ConflictStore;
import io.powercrud.resource.BoundResource;
import io.powercrud.resource.InvalidFieldsException;
import io.powercrud.resource.InvalidIdException;
import io.powercrud.resource.RecordFilter;
import io.powercrud.resource.RecordPage;
import io.powercrud.resource.RecordView;
import io.powercrud.resource.Records;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.resource.StaleRecordException;
import io.powercrud.web.access.AccessGuard;
import io.powercrud.web.http.Answers;
import io.powercrud.web.http.Endpoint;
import io.powercrud.web.http.JsonBody;
import io.powercrud.web.http.ProblemType;
import io.powercrud.web.http.QueryParameters;
import io.powercrud.web.http.RequestBodies;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.util.UriUtils;

/** The calls that list, show and change the records of a resource one by one. Thread-safe. */
public final class RecordEndpoints {

  private static final String ALL = "/resources/{resource}";
  private static final String ONE = "/resources/{resource}/{id}";

  private static final int MOST_PAGES = 1_000_000;

  private final ResourceRegistry resources;
  private final Records records;
  private final AccessGuard guard;
  private final RequestBodies bodies;
  private final RecordBodies views;
  private final String basePath;

  /** Calls about the records of these resources, which say by this store who holds them. */
  public RecordEndpoints(
      ResourceRegistry resources,
      Records records,
      ConflictStore conflicts,
      AccessGuard guard,
      RequestBodies bodies,
      String basePath) {
    this.resources = resources;
    this.records = records;
    this.guard = guard;
    this.bodies = bodies;
    this.views = new RecordBodies(conflicts);
    this.basePath = basePath;
  }

  /** The calls. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(HttpMethod.GET, ALL, request -> list(resource(request), request)),
        new Endpoint(HttpMethod.POST, ALL, request -> create(resource(request), request)),
        new Endpoint(HttpMethod.GET, ONE, request -> show(resource(request), request)),
        new Endpoint(HttpMethod.PATCH, ONE, request -> change(resource(request), request)),
        new Endpoint(HttpMethod.DELETE, ONE, request -> delete(resource(request), request)));
  }

  private BoundResource<?> resource(ServerRequest request) {
    guard.caller();
    return ResourcePath.of(request, resources);
  }

  /** A page of records. */
  record Page(List<Map<String, @Nullable Object>> items, long total, int page, int size) {}

  private <T> ServerResponse list(BoundResource<T> resource, ServerRequest request) {
    Caller caller = guard.require(Action.READ, resource.path());
    QueryParameters query = new QueryParameters(request);
    int number = query.number("page", 0, 0, MOST_PAGES);
    int size = query.number("size", 25, 1, 500);
    RecordPage page;
    try {
      RecordFilter<T> filter = RecordFilter.parse(resource, query.others("page", "size", "sort"));
      page = records.page(resource, caller, filter, Sorting.of(query.all("sort")), number, size);
    } catch (InvalidFieldsException e) {
      throw QueryParameters.refused(e.errors());
    }
    return Answers.json(
        HttpStatus.OK, new Page(views.of(page.items()), page.total(), page.page(), page.size()));
  }

  private <T> ServerResponse show(BoundResource<T> resource, ServerRequest request) {
    Caller caller = guard.require(Action.READ, resource.path());
    new QueryParameters(request).only();
    return records
        .find(resource, caller, id(resource, request))
        .map(record -> answer(ServerResponse.ok(), record))
        .orElseThrow(() -> notFound(resource, request));
  }

  private <T> ServerResponse create(BoundResource<T> resource, ServerRequest request)
      throws IOException {
    Caller caller = guard.require(Action.CREATE, resource.path());
    new QueryParameters(request).only();
    JsonBody body = bodies.read(request);
    Map<String, @Nullable Object> values = body.rest();
    body.check();
    RecordView created = records.create(resource, caller, values);
    return answer(ServerResponse.created(address(request, resource, created)), created);
  }

  private URI address(ServerRequest request, BoundResource<?> resource, RecordView record) {
    return URI.create(
        "%s%s/resources/%s/%s"
            .formatted(
                request.requestPath().contextPath().value(),
                basePath,
                resource.path(),
                UriUtils.encode(record.id().toString(), "UTF-8")));
  }

  private <T> ServerResponse change(BoundResource<T> resource, ServerRequest request)
      throws IOException {
    Caller caller = guard.require(Action.UPDATE, resource.path());
    new QueryParameters(request).only();
    Object id = id(resource, request);
    JsonBody body = bodies.read(request);
    Object version = ExpectedVersion.of(resource, request, body);
    Map<String, @Nullable Object> values = body.rest();
    if (values.isEmpty()) {
      body.reject("fields", "none is given that is to be changed");
    }
    body.check();
    try {
      return records
          .change(resource, caller, id, version, values)
          .map(record -> answer(ServerResponse.ok(), record))
          .orElseThrow(() -> notFound(resource, request));
    } catch (StaleRecordException e) {
      throw stale(e);
    }
  }

  private <T> ServerResponse delete(BoundResource<T> resource, ServerRequest request)
      throws IOException {
    Caller caller = guard.require(Action.DELETE, resource.path());
    new QueryParameters(request).only();
    Object id = id(resource, request);
    bodies.requireNone(request);
    try {
      if (!records.delete(resource, caller, id, ExpectedVersion.of(request))) {
        throw notFound(resource, request);
      }
    } catch (StaleRecordException e) {
      throw stale(e);
    }
    return ServerResponse.noContent().build();
  }

  private ServerResponse answer(ServerResponse.BodyBuilder begun, RecordView record) {
    if (record.version() != null) {
      begun.eTag("\"%s\"".formatted(record.version()));
    }
    return Answers.json(begun, views.of(record));
  }

  private static Object id(BoundResource<?> resource, ServerRequest request) {
    try {
      return resource.model().decode(request.pathVariable("id"));
    } catch (InvalidIdException e) {
      throw notFound(resource, request);
    }
  }

  private static ErrorResponseException notFound(BoundResource<?> resource, ServerRequest request) {
    return ProblemType.NOT_FOUND.exception(
        "There is no record '%s' in %s that you may see"
            .formatted(request.pathVariable("id"), resource.path()));
  }

  private ErrorResponseException stale(StaleRecordException e) {
    return ProblemType.STALE.exception(
        e.getMessage() + "; look at it before you change it",
        Map.of("current", views.of(e.current())));
  }
}
