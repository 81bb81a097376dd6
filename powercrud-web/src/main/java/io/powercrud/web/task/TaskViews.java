package io.powercrud.web.task;

import io.powercrud.TaskKey;
import io.powercrud.task.ChildCount;
import io.powercrud.task.Stores;
import io.powercrud.task.Task;
import io.powercrud.task.TaskStatus;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the views of tasks, of a whole page in a constant number of queries. */
final class TaskViews {

  /** How many tasks of a tree, or children of a page of tasks, are shown at most. */
  private static final int MOST_SHOWN = 1_000;

  private final Stores stores;

  TaskViews(Stores stores) {
    this.stores = stores;
  }

  /** A task with the tree below it, as far as that is shown. */
  TaskView of(Task task) {
    Map<TaskKey, List<Task>> below = new HashMap<>();
    List<TaskKey> level = List.of(task.key());
    int room = MOST_SHOWN;
    while (!level.isEmpty() && room > 0) {
      Map<TaskKey, List<Task>> children = stores.tasks().childrenOf(level, room);
      below.putAll(children);
      level = children.values().stream().flatMap(List::stream).map(Task::key).toList();
      room -= level.size();
    }
    return views(List.of(task), below).get(0);
  }

  /** Tasks with their children, but not with the children of those. */
  List<TaskView> of(List<Task> tasks) {
    return views(
        tasks, stores.tasks().childrenOf(tasks.stream().map(Task::key).toList(), MOST_SHOWN));
  }

  private List<TaskView> views(List<Task> tasks, Map<TaskKey, List<Task>> below) {
    List<TaskKey> holders =
        tasks.stream().filter(task -> !task.status().isEnded()).map(Task::root).toList();
    Map<TaskKey, Long> reservations = stores.conflicts().counts(holders);
    Map<TaskKey, List<ChildCount>> counts =
        stores.tasks().countChildren(tasks.stream().map(Task::key).toList());
    return tasks.stream()
        .map(
            task ->
                TaskView.of(
                    task,
                    children(task.key(), below),
                    byStatus(counts.getOrDefault(task.key(), List.of())),
                    task.status().isEnded() ? 0 : reservations.getOrDefault(task.root(), 0L)))
        .toList();
  }

  private static List<TaskView.Child> children(TaskKey parent, Map<TaskKey, List<Task>> below) {
    return below.getOrDefault(parent, List.of()).stream()
        .map(
            child ->
                new TaskView.Child(
                    child.key().value(),
                    child.type(),
                    child.status(),
                    children(child.key(), below)))
        .toList();
  }

  private static Map<TaskStatus, Long> byStatus(List<ChildCount> counts) {
    Map<TaskStatus, Long> byStatus = new EnumMap<>(TaskStatus.class);
    counts.forEach(count -> byStatus.merge(count.status(), count.count(), Long::sum));
    return byStatus;
  }
}
