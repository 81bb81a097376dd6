package io.powercrud.test;

import io.powercrud.TaskKey;
import io.powercrud.task.ChildCount;
import io.powercrud.task.OnFailure;
import io.powercrud.task.OpenChild;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The questions about the children of tasks in a map; asked within a transaction. */
final class MemoryChildren {

  private final Map<TaskKey, Task> tasks;

  private record Alike(TaskStatus status, OnFailure onFailure) {}

  MemoryChildren(Map<TaskKey, Task> tasks) {
    this.tasks = tasks;
  }

  Stream<Task> of(TaskKey parent) {
    return tasks.values().stream().filter(task -> parent.equals(task.parent()));
  }

  Stream<Task> openOf(TaskKey parent) {
    return of(parent).filter(task -> !task.status().isEnded());
  }

  Map<TaskKey, List<Task>> ofEach(Collection<TaskKey> parents, int limit) {
    return tasks.values().stream()
        .filter(task -> task.parent() != null && parents.contains(task.parent()))
        .limit(limit)
        .collect(Collectors.groupingBy(task -> Objects.requireNonNull(task.parent())));
  }

  Map<TaskKey, List<ChildCount>> count(Collection<TaskKey> parents) {
    return parents.stream().distinct().collect(Collectors.toMap(Function.identity(), this::count));
  }

  private List<ChildCount> count(TaskKey parent) {
    Map<Alike, Long> counts =
        of(parent)
            .collect(
                Collectors.groupingBy(
                    task -> new Alike(task.status(), task.onFailure()),
                    LinkedHashMap::new,
                    Collectors.counting()));
    return counts.entrySet().stream()
        .map(
            alike ->
                new ChildCount(
                    alike.getKey().status(), alike.getKey().onFailure(), alike.getValue()))
        .toList();
  }

  Optional<Task> firstThatEnded(TaskKey parent, TaskStatus status, OnFailure onFailure) {
    return of(parent)
        .filter(task -> task.status() == status && task.onFailure() == onFailure)
        .min(Comparator.comparing(Task::finishedAt).thenComparing(Task::key));
  }

  List<OpenChild> toBeCancelled(TaskKey parent) {
    return openOf(parent)
        .filter(task -> task.status() != TaskStatus.CANCEL_REQUESTED || task.attempt() == 0)
        .map(
            child ->
                new OpenChild(
                    child.key(), child.manager(), child.type(), child.status(), child.attempt()))
        .toList();
  }
}
