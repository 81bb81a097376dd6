package io.powercrud.boot;

import io.powercrud.TaskKey;
import io.powercrud.engine.CleanupSummary;
import io.powercrud.engine.RetentionCleanup;
import io.powercrud.task.Counts;
import io.powercrud.task.OpenTasks;
import io.powercrud.task.Stores;
import io.powercrud.task.Task;
import io.powercrud.task.TaskManagers;
import io.powercrud.task.TaskQuery;
import io.powercrud.task.TaskStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * The Actuator endpoint {@code powercrud}: {@code GET} shows the tasks of all nodes, {@code DELETE}
 * cleans up at once what is otherwise cleaned up by itself, and {@code POST} with the key of a task
 * ends that by force. Whoever may use the endpoint may do all of this.
 */
@Endpoint(id = "powercrud")
public final class PowercrudEndpoint {

  private static final int NEWEST = 50;
  private static final int CONFLICT = 409;

  private final Stores stores;
  private final TaskManagers managers;
  private final RetentionCleanup cleanup;

  PowercrudEndpoint(Stores stores, TaskManagers managers, RetentionCleanup cleanup) {
    this.stores = stores;
    this.managers = managers;
    this.cleanup = cleanup;
  }

  /**
   * The tasks at one moment.
   *
   * @param open those that have not ended, by kind
   * @param newest the newest of all
   */
  public record Tasks(List<OpenTasks> open, List<Line> newest) {}

  /**
   * One task, without its payload.
   *
   * @param key its key
   * @param manager the name of its manager
   * @param type the name of its type
   * @param status where it is in its life
   * @param user on whose behalf it runs
   * @param reason why it was launched, or null
   * @param attempt the number of its newest attempt
   * @param percent how much of it is done, as it reported
   * @param counts how many of its records ended how
   * @param createdAt when it was launched
   * @param startedAt when it began, or null
   * @param finishedAt when it ended, or null
   * @param error why it was not all done, or null
   */
  public record Line(
      String key,
      String manager,
      String type,
      TaskStatus status,
      String user,
      @Nullable String reason,
      int attempt,
      int percent,
      Counts counts,
      Instant createdAt,
      @Nullable Instant startedAt,
      @Nullable Instant finishedAt,
      @Nullable String error) {

    static Line of(Task task) {
      TaskKey key = task.key();
      return new Line(
          key.value(),
          task.manager(),
          task.type(),
          task.status(),
          task.caller().name(),
          task.reason(),
          task.attempt(),
          task.progress().percent(),
          task.counts(),
          task.createdAt(),
          task.startedAt(),
          task.finishedAt(),
          task.error());
    }
  }

  /** The tasks that have not ended, and the newest of all. */
  @ReadOperation
  public Tasks tasks() {
    return new Tasks(
        stores.tasks().open(),
        stores.tasks().search(TaskQuery.newest(NEWEST)).items().stream().map(Line::of).toList());
  }

  /**
   * Ends a task that is stuck, with everything open below it, and frees what it holds.
   *
   * @param key the key of the task
   * @param reason why, for the history of the task
   * @return the task as it has ended; 409 with the task where it had ended before, 404 where there
   *     is none
   */
  @WriteOperation
  public WebEndpointResponse<@Nullable Line> forceRelease(@Selector String key, String reason) {
    Optional<Task> found = find(key);
    if (found.isEmpty()) {
      return new WebEndpointResponse<>(null, WebEndpointResponse.STATUS_NOT_FOUND);
    }
    Task task = found.get();
    boolean released;
    try {
      released = managers.findOrAny(task.manager()).forceRelease(task.key(), reason);
    } catch (IllegalArgumentException e) {
      throw new InvalidEndpointRequestException(String.valueOf(e.getMessage()), "reason", e);
    }
    return new WebEndpointResponse<>(
        Line.of(find(key).orElse(task)), released ? WebEndpointResponse.STATUS_OK : CONFLICT);
  }

  private Optional<Task> find(String key) {
    return Optional.of(key)
        .filter(TaskKey::isValid)
        .flatMap(valid -> stores.tasks().find(new TaskKey(valid)));
  }

  /** Deletes what has ended and is older than the retention, and says what was found and done. */
  @DeleteOperation
  public CleanupSummary cleanup() {
    return cleanup.run();
  }
}
