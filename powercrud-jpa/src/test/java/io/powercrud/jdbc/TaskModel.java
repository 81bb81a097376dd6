package io.powercrud.jdbc;

import io.powercrud.task.OnFailure;
import io.powercrud.task.TaskStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What tasks and their children are to do, said in the plainest way there is: a list of tasks, each
 * of which knows its parent. Tasks are numbered in the order in which they are launched.
 */
final class TaskModel {

  /** How an attempt goes. */
  enum Way {
    SUCCEEDS,
    IS_PARTIAL,
    FAILS,
    /** It is asked to stop in the middle, and does so. */
    IS_CANCELLED,
    /** It is asked to stop in the middle, and comes to its end before it notices. */
    SUCCEEDS_ALTHOUGH_CANCELLED,
    /** Nobody hears of it any more. */
    DIES,
    /** Another attempt begins and succeeds before this one goes on, which wants to launch more. */
    IS_OVERTAKEN
  }

  /**
   * What an attempt does.
   *
   * @param children what it launches at first: what the failure of each means
   */
  record Script(List<OnFailure> children, Way way) {}

  /** What the attempt does that overtakes another. */
  static final Script OVERTAKING = new Script(List.of(OnFailure.FAIL_PARENT), Way.SUCCEEDS);

  /** A task. */
  static final class ModelTask {

    final @Nullable ModelTask parent;
    final OnFailure onFailure;
    final List<ModelTask> children = new ArrayList<>();
    TaskStatus status = TaskStatus.PENDING;
    int attempt;
    @Nullable TaskStatus own;

    private ModelTask(@Nullable ModelTask parent, OnFailure onFailure) {
      this.parent = parent;
      this.onFailure = onFailure;
    }

    boolean isOpen() {
      return !status.isEnded();
    }

    boolean hasOpenChildren() {
      return openChildren().findAny().isPresent();
    }

    private Stream<ModelTask> openChildren() {
      return children.stream().filter(ModelTask::isOpen);
    }

    private boolean isStopping() {
      return status == TaskStatus.CANCEL_REQUESTED
          || own == TaskStatus.FAILED
          || own == TaskStatus.CANCELLED;
    }
  }

  private static final List<TaskStatus> FROM_BEST_TO_WORST =
      List.of(TaskStatus.SUCCEEDED, TaskStatus.PARTIAL, TaskStatus.CANCELLED, TaskStatus.FAILED);

  private final List<ModelTask> tasks = new ArrayList<>();
  private final Map<Integer, ModelTask> holders = new TreeMap<>();

  List<ModelTask> tasks() {
    return tasks;
  }

  /** Which of the tasks holds which record. */
  Map<Integer, Integer> holders() {
    Map<Integer, Integer> numbers = new TreeMap<>();
    holders.forEach((record, task) -> numbers.put(record, tasks.indexOf(task)));
    return numbers;
  }

  /** Launches a task on the record, unless another one holds it. */
  boolean launch(int record) {
    if (holders.containsKey(record)) {
      return false;
    }
    holders.put(record, added(null, OnFailure.FAIL_PARENT));
    return true;
  }

  private ModelTask added(@Nullable ModelTask parent, OnFailure onFailure) {
    ModelTask task = new ModelTask(parent, onFailure);
    tasks.add(task);
    Optional.ofNullable(parent).ifPresent(above -> above.children.add(task));
    return task;
  }

  /** Runs the task's next attempt, or goes on with what it waits for. */
  void deliver(int number, Script script) {
    deliver(tasks.get(number), script);
  }

  private void deliver(ModelTask task, Script script) {
    if (!task.isOpen()) {
      return;
    }
    if (task.own != null) {
      if (task.isStopping()) {
        stopChildren(task);
      }
      return;
    }
    task.attempt++;
    if (task.status == TaskStatus.CANCEL_REQUESTED) {
      ownWorkEnded(task, TaskStatus.CANCELLED);
      return;
    }
    task.status = TaskStatus.RUNNING;
    script.children().forEach(onFailure -> added(task, onFailure));
    switch (script.way()) {
      case SUCCEEDS -> ownWorkEnded(task, TaskStatus.SUCCEEDED);
      case IS_PARTIAL -> ownWorkEnded(task, TaskStatus.PARTIAL);
      case FAILS -> ownWorkEnded(task, TaskStatus.FAILED);
      case IS_CANCELLED -> {
        cancel(task);
        ownWorkEnded(task, TaskStatus.CANCELLED);
      }
      case SUCCEEDS_ALTHOUGH_CANCELLED -> {
        cancel(task);
        ownWorkEnded(task, TaskStatus.SUCCEEDED);
      }
      case DIES -> {}
      case IS_OVERTAKEN -> deliver(task, OVERTAKING);
    }
  }

  private void ownWorkEnded(ModelTask task, TaskStatus own) {
    task.own = own;
    if (!task.hasOpenChildren()) {
      end(task, own);
      return;
    }
    boolean stopping = task.isStopping();
    if (task.status != TaskStatus.CANCEL_REQUESTED) {
      task.status = TaskStatus.WAITING_FOR_CHILDREN;
    }
    if (stopping) {
      stopChildren(task);
    }
  }

  /** Ends the task, and what is above it where that waited for nothing else. */
  private void end(ModelTask task, TaskStatus own) {
    task.status =
        task.children.stream().map(child -> meaning(task, child)).reduce(own, TaskModel::worse);
    ModelTask parent = task.parent;
    if (parent == null) {
      holders.values().remove(task);
    } else if (parent.isOpen() && parent.own != null && !parent.hasOpenChildren()) {
      end(parent, parent.own);
    }
  }

  private static TaskStatus meaning(ModelTask parent, ModelTask child) {
    boolean wasToStop =
        child.status == TaskStatus.CANCELLED && parent.status == TaskStatus.CANCEL_REQUESTED;
    return switch (child.onFailure) {
      case IGNORE -> TaskStatus.SUCCEEDED;
      case MAKE_PARENT_PARTIAL ->
          child.status == TaskStatus.SUCCEEDED || wasToStop ? child.status : TaskStatus.PARTIAL;
      case FAIL_PARENT ->
          child.status == TaskStatus.CANCELLED && !wasToStop ? TaskStatus.FAILED : child.status;
    };
  }

  private static TaskStatus worse(TaskStatus one, TaskStatus other) {
    return FROM_BEST_TO_WORST.indexOf(one) < FROM_BEST_TO_WORST.indexOf(other) ? other : one;
  }

  /** Asks the task to stop; says whether it could be asked. */
  boolean cancel(int number) {
    return cancel(tasks.get(number));
  }

  private boolean cancel(ModelTask task) {
    if (!task.isOpen()) {
      return false;
    }
    task.status = TaskStatus.CANCEL_REQUESTED;
    if (task.attempt == 0) {
      end(task, TaskStatus.CANCELLED);
    } else {
      stopChildren(task);
    }
    return true;
  }

  private void stopChildren(ModelTask task) {
    List<ModelTask> asked =
        task.openChildren().filter(child -> child.status != TaskStatus.CANCEL_REQUESTED).toList();
    asked.forEach(child -> child.status = TaskStatus.CANCEL_REQUESTED);
    asked.forEach(this::stopChildren);
  }

  /** Ends the task and all that is open below it; says whether it was open. */
  boolean forceRelease(int number) {
    ModelTask task = tasks.get(number);
    if (!task.isOpen()) {
      return false;
    }
    Set<ModelTask> below = new HashSet<>();
    addOpenBelow(task, below);
    below.forEach(
        open -> {
          open.attempt += open.attempt > 0 ? 1 : 0;
          open.status = TaskStatus.FAILED;
        });
    task.status = TaskStatus.RUNNING;
    end(task, TaskStatus.FAILED);
    return true;
  }

  private static void addOpenBelow(ModelTask task, Set<ModelTask> open) {
    open.add(task);
    task.openChildren().forEach(child -> addOpenBelow(child, open));
  }

  @Override
  public String toString() {
    return tasks.stream()
        .map(
            task ->
                "%s%s attempt %d"
                    .formatted(
                        task.parent == null
                            ? ""
                            : tasks.indexOf(Objects.requireNonNull(task.parent)) + "/",
                        task.status,
                        task.attempt))
        .toList()
        .toString();
  }
}
