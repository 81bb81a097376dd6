package io.powercrud.web.task;

import io.powercrud.TaskKey;
import io.powercrud.access.Action;
import io.powercrud.access.Caller;
import io.powercrud.bulk.BulkOperations;
import io.powercrud.bulk.BulkPayload;
import io.powercrud.bulk.BulkTasks;
import io.powercrud.bulk.RecordOutcomes;
import io.powercrud.task.Task;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskPage;
import io.powercrud.task.TaskPorts;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import io.powercrud.web.access.AccessGuard;
import io.powercrud.web.access.SignIn;
import io.powercrud.web.http.Answers;
import io.powercrud.web.http.Endpoint;
import io.powercrud.web.http.JsonBody;
import io.powercrud.web.http.ProblemType;
import io.powercrud.web.http.QueryParameters;
import io.powercrud.web.http.RequestBodies;
import java.io.IOException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The calls about tasks. Everybody has the tasks that he launched, administrators have all: a task
 * of somebody else is answered as forbidden, since conflicts name its key anyhow. Thread-safe.
 */
public final class TaskEndpoints {

  static final int MOST_PAGES = 1_000_000;

  private final TaskPorts ports;
  private final TaskManagers managers;
  private final BulkOperations bulk;
  private final AccessGuard guard;
  private final TaskStreams streams;
  private final RequestBodies bodies;
  private final TaskViews views;
  private final RecordEndpoint records;
  private final BulkAnswers bulkAnswers;
  private final String basePath;

  /** Calls about the tasks in these stores. */
  public TaskEndpoints(
      TaskPorts ports,
      TaskManagers managers,
      BulkOperations bulk,
      RecordOutcomes outcomes,
      AccessGuard guard,
      TaskStreams streams,
      RequestBodies bodies,
      String basePath) {
    this.ports = ports;
    this.managers = managers;
    this.bulk = bulk;
    this.guard = guard;
    this.streams = streams;
    this.bodies = bodies;
    this.views = new TaskViews(ports.stores());
    this.records = new RecordEndpoint(outcomes);
    this.bulkAnswers = new BulkAnswers(outcomes, basePath);
    this.basePath = basePath;
  }

  /** The calls. */
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(HttpMethod.GET, "/tasks", this::list),
        new Endpoint(HttpMethod.GET, "/tasks/{key}", this::show),
        new Endpoint(HttpMethod.GET, "/tasks/{key}/events", this::events),
        new Endpoint(
            HttpMethod.GET,
            "/tasks/{key}/records",
            request -> records.records(request, accessibleTask(request))),
        new Endpoint(HttpMethod.POST, "/tasks/{key}/cancel", this::cancel),
        new Endpoint(HttpMethod.POST, "/tasks/{key}/retry", this::retry),
        new Endpoint(HttpMethod.POST, "/tasks/{key}/force-release", this::forceRelease));
  }

  /** A page of tasks. */
  record Page(List<TaskView> items, long total, int page, int size) {}

  private ServerResponse list(ServerRequest request) {
    Caller caller = guard.caller();
    QueryParameters query =
        new QueryParameters(request).only("status", "type", "user", "page", "size");
    TaskPage page =
        ports
            .stores()
            .tasks()
            .search(
                new TaskQuery(
                    statuses(query),
                    query.one("type").orElse(null),
                    user(query, caller),
                    null,
                    query.number("page", 0, 0, MOST_PAGES),
                    query.number("size", 25, 1, 200)));
    return Answers.json(
        HttpStatus.OK, new Page(views.of(page.items()), page.total(), page.page(), page.size()));
  }

  private static Set<TaskStatus> statuses(QueryParameters query) {
    Set<TaskStatus> statuses = EnumSet.noneOf(TaskStatus.class);
    for (String names : query.all("status")) {
      for (String name : names.split(",", -1)) {
        statuses.add(status(name));
      }
    }
    return statuses;
  }

  private static TaskStatus status(String name) {
    return Arrays.stream(TaskStatus.values())
        .filter(status -> status.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                QueryParameters.refused(
                    "status",
                    "must be one of %s, not '%s'"
                        .formatted(Arrays.toString(TaskStatus.values()), name)));
  }

  private @Nullable String user(QueryParameters query, Caller caller) {
    Optional<String> asked = query.one("user");
    if (guard.isAdministrator(caller)) {
      return asked.orElse(null);
    }
    if (asked.isPresent() && !asked.get().equals(caller.name())) {
      throw ProblemType.FORBIDDEN.exception(
          "Only administrators see the tasks of other users, such as '%s'".formatted(asked.get()));
    }
    return caller.name();
  }

  private ServerResponse show(ServerRequest request) {
    new QueryParameters(request).only();
    return Answers.json(HttpStatus.OK, views.of(accessibleTask(request)));
  }

  private Task accessibleTask(ServerRequest request) {
    guard.caller();
    Task task = find(request.pathVariable("key"));
    guard.require(task);
    return task;
  }

  /** Over our own pool, so that a stream keeps no connection that open-in-view took for it. */
  private Task find(String key) {
    return Optional.of(key)
        .filter(TaskKey::isValid)
        .flatMap(valid -> ports.immediate().tasks().find(new TaskKey(valid)))
        .orElseThrow(
            () ->
                ProblemType.NOT_FOUND.exception(
                    "There is no task '%s'; it never existed, or its time in the history is over"
                        .formatted(key)));
  }

  private ServerResponse events(ServerRequest request) {
    new QueryParameters(request).only();
    Task task = accessibleTask(request);
    boolean hasItAll =
        task.status().isEnded()
            && request.headers().header("Last-Event-ID").contains(TaskStream.ENDED);
    return hasItAll
        ? ServerResponse.noContent().build()
        : streams.follow(task, guard.caller(), SignIn.of(request.servletRequest()));
  }

  private ServerResponse cancel(ServerRequest request) throws IOException {
    new QueryParameters(request).only();
    Task task = accessibleTask(request);
    bodies.requireNone(request);
    if (!managers.findOrAny(task.manager()).cancel(task.key())) {
      throw ProblemType.WRONG_STATE.exception(
          "Task %s can't be cancelled: it has ended as %s"
              .formatted(task.key(), find(task.key().value()).status()));
    }
    return Answers.json(
        ServerResponse.accepted().location(Answers.task(request, basePath, task.key())),
        views.of(find(task.key().value())));
  }

  private ServerResponse forceRelease(ServerRequest request) throws IOException {
    new QueryParameters(request).only();
    guard.requireAdministrator("end a task by force");
    Task task = find(request.pathVariable("key"));
    JsonBody body = bodies.read(request);
    String reason = GivenReason.in(body, "say why the task is ended, for its history");
    body.check();
    if (!managers.findOrAny(task.manager()).forceRelease(task.key(), reason)) {
      throw ProblemType.WRONG_STATE.exception(
          "Task %s holds nothing any more: it has ended as %s"
              .formatted(task.key(), find(task.key().value()).status()));
    }
    return Answers.json(HttpStatus.OK, views.of(find(task.key().value())));
  }

  private ServerResponse retry(ServerRequest request) throws IOException {
    new QueryParameters(request).only();
    Task task = accessibleTask(request);
    bodies.requireNone(request);
    requireAuthority(task);
    return bulk.retry(task.key())
        .map(outcome -> bulkAnswers.relaunched(request, outcome))
        .orElseThrow(() -> nothingToRetry(task));
  }

  private void requireAuthority(Task task) {
    Action action;
    if (task.type().equals(BulkTasks.BULK_UPDATE.name())) {
      action = Action.UPDATE;
    } else if (task.type().equals(BulkTasks.BULK_DELETE.name())) {
      action = Action.DELETE;
    } else {
      throw nothingToRetry(task);
    }
    guard.require(action, ports.codec().read(task.payload(), BulkPayload.class).resource());
  }

  private static RuntimeException nothingToRetry(Task task) {
    return ProblemType.WRONG_STATE.exception(
        "There is nothing to retry in task %s (%s, %s): retried are the records that failed in a bulk task that has ended"
            .formatted(task.key(), task.type(), task.status()));
  }
}
