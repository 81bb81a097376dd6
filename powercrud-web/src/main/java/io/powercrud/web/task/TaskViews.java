package io.powercrud.web.task;

import io.powercrud.TaskKey;
import io.powercrud.task.Stores;
import io.powercrud.task.Task;
import java.util.List;
import java.util.Map;

/** Makes the views of tasks, of a whole page in a constant number of queries. */
final class TaskViews {

  private final Stores stores;

  TaskViews(Stores stores) {
    this.stores = stores;
  }

  TaskView of(Task task) {
    return of(List.of(task)).get(0);
  }

  List<TaskView> of(List<Task> tasks) {
    List<TaskKey> keys = tasks.stream().map(Task::key).toList();
    List<TaskKey> holders =
        tasks.stream().filter(task -> !task.status().isEnded()).map(Task::root).toList();
    Map<TaskKey, List<Task>> children = stores.tasks().childrenOf(keys);
    Map<TaskKey, Long> reservations = stores.conflicts().counts(holders);
    return tasks.stream()
        .map(
            task ->
                TaskView.of(
                    task,
                    children.getOrDefault(task.key(), List.of()),
                    task.status().isEnded() ? 0 : reservations.getOrDefault(task.root(), 0L)))
        .toList();
  }
}
