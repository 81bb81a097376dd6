package io.powercrud.web.task;

import io.powercrud.TaskKey;
import io.powercrud.access.Caller;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStore;
import io.powercrud.web.access.AccessGuard;
import io.powercrud.web.access.SignIn;
import io.powercrud.web.http.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.function.ServerResponse.SseBuilder;

/**
 * All streams of events that this node has open. One thread looks at the tasks that are followed,
 * each of them once however many follow it, and not at all while nobody does; a few threads write.
 * A stream holds no thread and no database connection. Thread-safe.
 */
public final class TaskStreams implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TaskStreams.class);

  private static final int WRITERS = 4;

  private static final int IDLE_SECONDS = 30;

  private final TaskStore tasks;
  private final AccessGuard guard;
  private final StreamSettings settings;
  private final ScheduledThreadPoolExecutor watch;
  private final ThreadPoolExecutor writers;
  private final Set<TaskStream> open = ConcurrentHashMap.newKeySet();
  private @Nullable ScheduledFuture<?> watching;

  /**
   * Streams of the tasks in this store.
   *
   * @param tasks the tasks, over a source of connections that no request keeps one of
   * @param guard asked again at each look whether the client may still see the task
   * @param settings how tasks are followed
   */
  public TaskStreams(TaskStore tasks, AccessGuard guard, StreamSettings settings) {
    this.tasks = tasks;
    this.guard = guard;
    this.settings = settings;
    watch = new ScheduledThreadPoolExecutor(1, threads("powercrud-watch-"));
    watch.setRemoveOnCancelPolicy(true);
    watch.setKeepAliveTime(IDLE_SECONDS, TimeUnit.SECONDS);
    watch.allowCoreThreadTimeOut(true);
    writers =
        new ThreadPoolExecutor(
            WRITERS,
            WRITERS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            threads("powercrud-stream-"));
    writers.allowCoreThreadTimeOut(true);
  }

  private static CustomizableThreadFactory threads(String prefix) {
    CustomizableThreadFactory factory = new CustomizableThreadFactory(prefix);
    factory.setDaemon(true);
    return factory;
  }

  /**
   * Opens a stream of the task's events, which begins with its present state and ends with the
   * task.
   *
   * @throws org.springframework.web.ErrorResponseException if this node has as many as it may have
   */
  ServerResponse follow(Task task, Caller caller, SignIn signIn) {
    if (open.size() >= settings.most()) {
      throw ProblemType.OVERLOADED.exception(
          "This node already has the %d streams of events that it may have; ask for the task itself instead"
              .formatted(settings.most()));
    }
    return ServerResponse.sse(events -> begin(task, caller, signIn, events), settings.longest());
  }

  private void begin(Task task, Caller caller, SignIn signIn, SseBuilder events) {
    TaskStream[] self = new TaskStream[1];
    TaskStream stream =
        new TaskStream(task.key(), caller, signIn, events, writers, () -> forget(self[0]));
    self[0] = stream;
    remember(stream);
    stream.offer(task);
  }

  private synchronized void remember(TaskStream stream) {
    open.add(stream);
    if (watching == null) {
      long millis = settings.interval().toMillis();
      watching = watch.scheduleWithFixedDelay(this::look, millis, millis, TimeUnit.MILLISECONDS);
    }
  }

  private synchronized void forget(TaskStream stream) {
    open.remove(stream);
    if (open.isEmpty() && watching != null) {
      watching.cancel(false);
      watching = null;
    }
  }

  private void look() {
    Map<TaskKey, List<TaskStream>> followers =
        open.stream().collect(Collectors.groupingBy(TaskStream::task));
    followers.forEach(this::look);
  }

  private void look(TaskKey key, List<TaskStream> followers) {
    Optional<Task> found;
    try {
      found = tasks.find(key);
    } catch (RuntimeException e) {
      log.warn("Task {} could not be looked at for those who follow it", key, e);
      return;
    }
    for (TaskStream follower : followers) {
      if (found.isPresent()
          && follower.signIn().stands()
          && guard.mayAccess(follower.caller(), found.get())) {
        follower.offer(found.get());
      } else {
        follower.close();
      }
    }
  }

  /** Ends the streams that are open, so that a server that stops need not wait for them. */
  public void endAll() {
    open.forEach(TaskStream::close);
  }

  /** Ends the streams that are open, and follows nothing any more. */
  @Override
  public void close() {
    endAll();
    watch.shutdown();
    writers.shutdown();
  }
}
