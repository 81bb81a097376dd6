package io.powercrud.web;

import io.powercrud.bulk.BulkOperations;
import io.powercrud.bulk.RecordOutcomes;
import io.powercrud.resource.Records;
import io.powercrud.resource.ResourceRegistry;
import io.powercrud.task.Pauses;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskPorts;
import io.powercrud.web.access.AccessGuard;
import io.powercrud.web.conflict.ConflictEndpoint;
import io.powercrud.web.http.Endpoint;
import io.powercrud.web.http.RequestBodies;
import io.powercrud.web.resource.BulkEndpoint;
import io.powercrud.web.resource.RecordEndpoints;
import io.powercrud.web.task.BulkAnswers;
import io.powercrud.web.task.PauseEndpoints;
import io.powercrud.web.task.TaskEndpoints;
import io.powercrud.web.task.TaskStreams;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.SmartLifecycle;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The REST API over declared resources and their tasks, as routes for Spring MVC. It brings its own
 * JSON and its own answers in case of a problem, so that an application's settings of these change
 * nothing here. Thread-safe.
 *
 * <p>When the application stops, it ends the streams of events before the web server waits for
 * them.
 */
public final class RestApi implements SmartLifecycle, AutoCloseable {

  private final RouterFunction<ServerResponse> routes;
  private final TaskStreams streams;
  private volatile boolean running;

  /**
   * The API over what the application has declared.
   *
   * @param settings where it is, and its limits
   * @param ports what tasks need; its access policy is asked for each call
   * @param managers the managers of this node
   * @param resources the declared resources
   * @param records their records, one at a time
   * @param bulk the way into bulk operations
   * @param outcomes what became of the records of bulk tasks
   */
  public RestApi(
      WebSettings settings,
      TaskPorts ports,
      TaskManagers managers,
      ResourceRegistry resources,
      Records records,
      BulkOperations bulk,
      RecordOutcomes outcomes) {
    AccessGuard guard = new AccessGuard(ports.access());
    RequestBodies bodies = new RequestBodies(settings.maxBodyBytes());
    String basePath = settings.basePath();
    streams = new TaskStreams(ports.immediate().tasks(), guard, settings.streams());
    List<Endpoint> endpoints =
        Stream.of(
                new RecordEndpoints(
                        resources, records, ports.stores().conflicts(), guard, bodies, basePath)
                    .endpoints(),
                new BulkEndpoint(
                        resources, bulk, guard, bodies, new BulkAnswers(outcomes, basePath))
                    .endpoints(),
                new TaskEndpoints(ports, managers, bulk, outcomes, guard, streams, bodies, basePath)
                    .endpoints(),
                new PauseEndpoints(new Pauses(managers, ports), guard, bodies).endpoints(),
                new ConflictEndpoint(ports.stores().conflicts(), resources, records, guard)
                    .endpoints())
            .flatMap(List::stream)
            .toList();
    routes = new Routes(basePath, endpoints, guard).routes();
  }

  /** The routes, to be declared as a bean. */
  public RouterFunction<ServerResponse> routes() {
    return routes;
  }

  @Override
  public void start() {
    running = true;
  }

  @Override
  public void stop() {
    streams.endAll();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Ends the streams of events, and follows no task any more. */
  @Override
  public void close() {
    streams.close();
  }
}
