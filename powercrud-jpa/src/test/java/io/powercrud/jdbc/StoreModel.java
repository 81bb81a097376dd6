package io.powercrud.jdbc;

import io.powercrud.task.TaskStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the stores are to do, said in the plainest way there is: maps, and copies of them for
 * transactions that may be rolled back. Tasks are numbered, and so are records.
 */
final class StoreModel {

  /** A task: its status, the number of its newest attempt, and whether it has ended. */
  record ModelTask(TaskStatus status, int attempt) {}

  /** Which task holds a record, and whether only until its chunk is done. */
  record ModelHold(int task, boolean untilChunk) {}

  private final Map<Integer, ModelTask> tasks = new HashMap<>();
  private final Map<Integer, ModelHold> holds = new TreeMap<>();

  StoreModel copy() {
    StoreModel copy = new StoreModel();
    copy.tasks.putAll(tasks);
    copy.holds.putAll(holds);
    return copy;
  }

  Map<Integer, ModelTask> tasks() {
    return tasks;
  }

  Map<Integer, ModelHold> holds() {
    return holds;
  }

  void create(int task) {
    tasks.put(task, new ModelTask(TaskStatus.PENDING, 0));
  }

  boolean isOpen(int task) {
    return tasks.containsKey(task) && !tasks.get(task).status().isEnded();
  }

  /** Those of the records that others hold. */
  List<Integer> inTheWay(int task, Collection<Integer> records) {
    return records.stream()
        .filter(record -> holds.containsKey(record) && holds.get(record).task() != task)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * Takes all of the records, or none where one is in the way; says how many are new. What the task
   * has already, it has for as long as before.
   */
  int reserve(int task, Collection<Integer> records, boolean untilChunk) {
    int added = 0;
    if (inTheWay(task, records).isEmpty()) {
      for (int record : records) {
        if (holds.putIfAbsent(record, new ModelHold(task, untilChunk)) == null) {
          added++;
        }
      }
    }
    return added;
  }

  void releaseChunk(int task) {
    holds.values().removeIf(hold -> hold.task() == task && hold.untilChunk());
  }

  int beginAttempt(int task) {
    ModelTask before = tasks.get(task);
    TaskStatus status =
        before.status() == TaskStatus.CANCEL_REQUESTED ? before.status() : TaskStatus.RUNNING;
    tasks.put(task, new ModelTask(status, before.attempt() + 1));
    return before.attempt() + 1;
  }

  /** Leaves no attempt the newest, as a task's end by force does first. */
  void supersede(int task) {
    ModelTask before = tasks.get(task);
    tasks.put(task, new ModelTask(before.status(), before.attempt() + 1));
  }

  boolean requestCancel(int task) {
    ModelTask before = tasks.get(task);
    boolean may =
        before.status() == TaskStatus.CANCEL_REQUESTED
            || before.status().mayBecome(TaskStatus.CANCEL_REQUESTED);
    if (may) {
      tasks.put(task, new ModelTask(TaskStatus.CANCEL_REQUESTED, before.attempt()));
    }
    return may;
  }

  /** Ends the task with its reservations, if it may move there. */
  boolean end(int task, TaskStatus status) {
    ModelTask before = tasks.get(task);
    boolean may = before.status().mayBecome(status);
    if (may) {
      tasks.put(task, new ModelTask(status, before.attempt()));
      holds.values().removeIf(hold -> hold.task() == task);
    }
    return may;
  }

  List<Integer> heldBy(int task) {
    List<Integer> held = new ArrayList<>();
    holds.forEach(
        (record, hold) -> {
          if (hold.task() == task) {
            held.add(record);
          }
        });
    return held;
  }
}
