package io.powercrud.benchmarks;

import io.powercrud.TaskKey;
import io.powercrud.task.TaskEvent;
import io.powercrud.task.TaskListener;
import io.powercrud.task.TaskStatus;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Waits for the ends of tasks. */
final class EndedTasks implements TaskListener {

  private final Map<TaskKey, CompletableFuture<TaskStatus>> ends = new ConcurrentHashMap<>();

  @Override
  public void on(TaskEvent event) {
    if (event.status().isEnded()) {
      end(event.task()).complete(event.status());
    }
  }

  private CompletableFuture<TaskStatus> end(TaskKey task) {
    return ends.computeIfAbsent(task, key -> new CompletableFuture<>());
  }

  TaskStatus await(TaskKey task) {
    return end(task).orTimeout(10, TimeUnit.MINUTES).join();
  }

  void awaitSuccess(TaskKey task) {
    TaskStatus status = await(task);
    if (status != TaskStatus.SUCCEEDED) {
      throw new IllegalStateException("Task %s ended as %s".formatted(task, status));
    }
  }
}
