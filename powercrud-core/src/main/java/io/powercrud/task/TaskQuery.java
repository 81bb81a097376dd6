package io.powercrud.task;

import io.powercrud.TaskKey;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which tasks are asked for, newest first.
 *
 * @param statuses only tasks in one of these; empty for all
 * @param type only tasks of the type with this name; null for all
 * @param user only tasks of this user; null for all
 * @param parent only children of this task; null for all
 * @param page which page, from 0
 * @param size how many a page, 1 to 1,000
 */
public record TaskQuery(
    Set<TaskStatus> statuses,
    @Nullable String type,
    @Nullable String user,
    @Nullable TaskKey parent,
    int page,
    int size) {

  /**
   * A query.
   *
   * @throws IllegalArgumentException if the page is negative or the size is out of its range
   */
  public TaskQuery {
    statuses = Set.copyOf(statuses);
    if (page < 0) {
      throw new IllegalArgumentException("Pages count from 0, not %d".formatted(page));
    }
    if (size < 1 || size > 1000) {
      throw new IllegalArgumentException("A page has 1 to 1,000 tasks, not %d".formatted(size));
    }
  }

  /** All tasks, the newest of them first, a page of the given size. */
  public static TaskQuery newest(int size) {
    return new TaskQuery(Set.of(), null, null, null, 0, size);
  }

  /** The first thousand children of a task. */
  public static TaskQuery childrenOf(TaskKey parent) {
    return childrenOf(parent, 0, 1000);
  }

  /** A page of the children of a task. */
  public static TaskQuery childrenOf(TaskKey parent, int page, int size) {
    return new TaskQuery(Set.of(), null, null, parent, page, size);
  }
}
